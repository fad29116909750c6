import { defineConfig } from 'playwright/test';
import { findBrowser, SANDBOX_ARGS } from './find-browser.mjs';

/** Journeys on the built page and the real server. Each test file starts servers of its own, on free ports. */
export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: '../test-results',
  // Two cores: a second browser would only slow the first.
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  // The long ones have a configuration of their own, in heavy/.
  grepInvert: /@heavy/,
  reporter: [['list'], ['./catalogue/table-reporter.ts'], ['./heavy/matrix-reporter.ts']],
  use: {
    locale: 'en-US',
    viewport: { width: 1180, height: 900 },
    launchOptions: { ...findBrowser(), args: [...SANDBOX_ARGS] },
    trace: 'off',
  },
});
