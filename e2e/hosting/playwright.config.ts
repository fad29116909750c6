import { defineConfig } from 'playwright/test';
import everyDay from '../playwright.config.ts';

/** `npm run test:hosting`: the files of `examples/` in the programs they are for, and the page behind them in Chromium. */
export default defineConfig({
  ...everyDay,
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: '../../test-results',
  grepInvert: [],
  projects: [{ name: 'hosting' }],
  reporter: [['list']],
});
