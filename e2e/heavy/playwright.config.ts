import { defineConfig } from 'playwright/test';
import everyDay from '../playwright.config.ts';

/** The long ones in full: `npm run test:matrix` and `npm run test:soak`. With every `npm test` a sample of them runs. */
export default defineConfig({
  ...everyDay,
  testDir: '.',
  outputDir: '../../test-results',
  grepInvert: [],
  reporter: [['dot'], ['./matrix-reporter.ts']],
});
