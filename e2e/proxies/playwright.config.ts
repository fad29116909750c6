import { defineConfig } from 'playwright/test';
import everyDay from '../playwright.config.ts';
import { findFirefox } from './find-firefox.ts';

/** `npm run test:proxies`: reverse proxies of Debian between the page and the store, in two browsers. Takes some minutes. */
export default defineConfig({
  ...everyDay,
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: '../../test-results',
  grepInvert: [],
  fullyParallel: true,
  timeout: 150_000,
  projects: [
    { name: 'chromium' },
    {
      name: 'firefox',
      use: {
        browserName: 'firefox',
        launchOptions: { ...findFirefox().options, args: [] },
      },
    },
  ],
  reporter: [['list'], ['./table-reporter.ts']],
});
