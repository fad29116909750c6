import { defineConfig } from 'playwright/test';
import { findBrowser, SANDBOX_ARGS } from './support/browser/find-browser.mjs';

/** What is about trouble takes longer than all the rest and has a command of its own. */
const TROUBLE = ['failures/*.spec.ts', 'stress/*.spec.ts'];

/** What looks at every state of the page, and what takes its pictures: commands of their own as well. */
const ACCESS = ['accessibility/*.spec.ts'];
const SCREENSHOTS = ['states/*.spec.ts'];

/** Needs programs that few machines have; a command and a configuration of its own. */
const PROXIES = ['proxies/*.spec.ts'];

/** Journeys on the built page and the real server. Each test file starts servers of its own, on free ports. */
export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: '../test-results',
  // Two cores.
  workers: 2,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  // The long ones have a configuration of their own, in stress/.
  grepInvert: /@heavy/,
  projects: [
    { name: 'journeys', testIgnore: [...TROUBLE, ...ACCESS, ...SCREENSHOTS, ...PROXIES] },
    { name: 'trouble', testMatch: TROUBLE },
    { name: 'access', testMatch: ACCESS },
    { name: 'screenshots', testMatch: SCREENSHOTS },
  ],
  reporter: [['list'], ['./failures/table-reporter.ts'], ['./stress/matrix-reporter.ts']],
  use: {
    locale: 'en-US',
    viewport: { width: 1180, height: 900 },
    launchOptions: { ...findBrowser(), args: [...SANDBOX_ARGS] },
    trace: 'off',
    // What never comes fails where it was awaited, and not when the whole test has run out of time.
    actionTimeout: 30_000,
  },
});
