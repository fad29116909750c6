import { defineConfig } from 'playwright/test';
import everyDay from '../playwright.config.ts';

/** `npm run walk`: the film of the demo that README shows. */
export default defineConfig({
  ...everyDay,
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: '../../test-results',
  timeout: 240_000,
  grepInvert: [],
  projects: [{ name: 'walk' }],
  reporter: [['list']],
});
