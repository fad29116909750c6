import { defineConfig } from 'playwright/test';
import { findBrowser, SANDBOX_ARGS } from './support/browser/find-browser.mjs';

/** Tests of failures take longer than all the others and have a command of their own. */
const FAILURES = ['failures/*.spec.ts', 'stress/*.spec.ts'];

/** Tests of every state of the page, and its pictures: commands of their own as well. */
const ACCESS = ['accessibility/*.spec.ts'];
const SCREENSHOTS = ['states/*.spec.ts'];

/** What can be provoked by the page's address: every one of it, in two places. */
const SCENARIOS = ['scenarios/*.spec.ts', 'replay/scenarios.spec.ts'];

/** Take long, or need programs that few machines have; commands and configurations of their own. */
const APART = ['proxies', 'ceph', 'hosting', 'replicas', 'walk', 'browsers'].map(
  (folder) => `${folder}/*.spec.ts`,
);

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
    {
      name: 'journeys',
      testIgnore: [...FAILURES, ...ACCESS, ...SCREENSHOTS, ...SCENARIOS, ...APART],
      // By tests and not by files: neither worker is left with a long file in the end.
      fullyParallel: true,
    },
    { name: 'trouble', testMatch: FAILURES },
    { name: 'scenarios', testMatch: SCENARIOS, fullyParallel: true },
    { name: 'access', testMatch: ACCESS },
    { name: 'screenshots', testMatch: SCREENSHOTS },
  ],
  reporter: [['list'], ['./failures/table-reporter.ts'], ['./stress/matrix-reporter.ts']],
  use: {
    locale: 'en-US',
    viewport: { width: 1180, height: 900 },
    launchOptions: { ...findBrowser(), args: [...SANDBOX_ARGS] },
    trace: 'off',
    // What never comes fails where it is awaited, and not when the whole test has run out of time.
    actionTimeout: 30_000,
  },
});
