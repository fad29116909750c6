import { defineConfig } from 'playwright/test';
import everyDay from '../playwright.config.ts';
import { BROWSER_KINDS, type BrowserKind } from './installed-browsers.ts';

/** `npm run test:browsers`: the main journey in three browsers, as Debian has them. What is not installed is skipped. */
export default defineConfig<object, { readonly kind: BrowserKind }>({
  ...everyDay,
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: '../../test-results',
  grepInvert: [],
  // WebKitWebDriver has one session at a time, and memory is measured.
  workers: 1,
  timeout: 120_000,
  projects: BROWSER_KINDS.map((kind) => ({ name: kind, use: { kind } })),
  reporter: [['list'], ['./table-reporter.ts']],
});
