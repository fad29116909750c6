import { defineConfig } from 'playwright/test';

/** CHROMIUM is the path of a browser, where Playwright has not installed its own (`npx playwright install chromium`). */
const { CHROMIUM } = process.env;

export default defineConfig({
  use: { launchOptions: CHROMIUM === undefined ? {} : { executablePath: CHROMIUM } },
});
