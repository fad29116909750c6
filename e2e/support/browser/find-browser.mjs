import { execSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright';

/** The browser for tests: one that Playwright has, else a Chromium or Chrome of the system. */

/** Chromium without what draws windows: what Playwright's own runs tests in as well. A page takes it a third less time. */
const HEADLESS_SHELLS = ['/usr/bin/chromium-headless-shell'];

const SYSTEM_BROWSERS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

/** Keeps a test browser from calling other servers; as root Chromium has no sandbox to offer. */
export const SANDBOX_ARGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

/**
 * Launch options for Playwright: empty when it has its own browser, a path when the system has one.
 * With neither they are empty too, and Playwright says what is missing.
 * @returns {{ executablePath?: string }}
 */
export function findBrowser() {
  return hasPlaywrightBrowser() ? {} : firstOf([...HEADLESS_SHELLS, ...SYSTEM_BROWSERS]);
}

/**
 * The browser that users have, for what is measured or said of browsers, and for what the shell has not: settings of a
 * profile, permission to reach the local network. Playwright's own is named by its path, since without one Playwright
 * takes its headless shell.
 * @returns {{ executablePath?: string }}
 */
export function findUsersBrowser() {
  if (hasPlaywrightBrowser()) return { executablePath: chromium.executablePath() };
  return firstOf(SYSTEM_BROWSERS);
}

/** @param {readonly string[]} paths */
function firstOf(paths) {
  const executablePath = paths.find((path) => existsSync(path));
  return executablePath === undefined ? {} : { executablePath };
}

function hasPlaywrightBrowser() {
  return existsSync(chromium.executablePath());
}

/**
 * Makes sure there is a browser, installing one if there is none.
 * @returns {string} what will be used, to be read by the user
 */
function ensureBrowser() {
  const before = describe();
  if (before !== undefined) return before;
  const isRoot = process.getuid?.() === 0;
  const commands = [
    `npx playwright install ${isRoot ? '--with-deps ' : ''}chromium`,
    ...(isRoot && process.platform === 'linux'
      ? [
          'apt-get update',
          'apt-get install -y --no-install-recommends chromium chromium-headless-shell fonts-noto-cjk',
          'apt-get install -y --no-install-recommends chromium fonts-noto-cjk',
        ]
      : []),
  ];
  for (const command of commands) {
    console.log(`No browser yet; trying: ${command}`);
    try {
      execSync(command, {
        stdio: ['ignore', 'inherit', 'inherit'],
        timeout: 10 * 60_000,
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      });
    } catch {
      continue;
    }
    const found = describe();
    if (found !== undefined) return found;
  }
  throw new Error(
    'The tests need Chromium or Chrome and none could be found or installed. ' +
      'Install one (on Debian: apt-get install chromium; anywhere: npx playwright install chromium) and run the command again.',
  );
}

function describe() {
  if (hasPlaywrightBrowser()) return "Playwright's own Chromium";
  // Some tests need the whole browser, whatever the others run in.
  return findUsersBrowser().executablePath === undefined ? undefined : findBrowser().executablePath;
}

if (process.argv[1] === import.meta.filename) {
  try {
    console.log(`Browser for tests: ${ensureBrowser()}`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
