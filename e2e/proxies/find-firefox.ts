import { existsSync } from 'node:fs';
import { firefox } from 'playwright';

const SYSTEM_FIREFOXES = ['/usr/bin/firefox-esr', '/usr/bin/firefox'];

/** One of the system, driven by WebDriver BiDi, or the one that Playwright has. */
export function findFirefox(): {
  readonly isInstalled: boolean;
  readonly options: { readonly executablePath?: string; readonly channel?: string };
} {
  const executablePath = SYSTEM_FIREFOXES.find((path) => existsSync(path));
  return executablePath === undefined
    ? { isInstalled: existsSync(firefox.executablePath()), options: {} }
    : { isInstalled: true, options: { executablePath, channel: 'moz-firefox' } };
}
