import { defineConfig } from 'playwright/test';
import everyDay from '../playwright.config.ts';

/** The long ones in full: `npm run test:matrix` and `npm run test:soak`. A sample of them runs with `npm run test:trouble`. */
export default defineConfig({
  ...everyDay,
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: '../../test-results',
  grepInvert: [],
  projects: [{ name: 'in full' }],
  reporter: [['dot'], ['./matrix-reporter.ts']],
});
