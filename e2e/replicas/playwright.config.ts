import { defineConfig } from 'playwright/test';
import everyDay from '../playwright.config.ts';

/** `npm run test:replicas`: several servers behind a balancer, killed while they are at work. Takes some minutes. */
export default defineConfig({
  ...everyDay,
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: '../../test-results',
  grepInvert: [],
  projects: [{ name: 'replicas' }],
  reporter: [['list']],
});
