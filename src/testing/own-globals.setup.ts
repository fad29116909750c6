import { afterAll, vi } from 'vitest';
import { globalsNow, putBack } from './own-globals.ts';

/**
 * Unit tests share threads, and with them modules and globals. What a file has replaced of these, knowingly or by a library that does
 * so (the server's adapter replaces Request and Response), is put back before the next file: no test depends on another one's file.
 */
const before = globalsNow();

afterAll(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
  putBack(before);
});
