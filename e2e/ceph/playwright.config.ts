import { defineConfig } from 'playwright/test';
import everyDay from '../playwright.config.ts';

/** `npm run test:ceph`: one cluster in memory, so one worker. */
export default defineConfig({
  ...everyDay,
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: '../../test-results',
  grepInvert: [],
  workers: 1,
  timeout: 120_000,
  projects: [{ name: 'chromium' }],
  reporter: [['list']],
});
