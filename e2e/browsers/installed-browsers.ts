import { existsSync } from 'node:fs';
import { chromium, firefox } from 'playwright';
import { findFirefox } from '../proxies/find-firefox.ts';
import { findProgram } from '../proxies/run-proxy.ts';
import { findUsersBrowser, SANDBOX_ARGS } from '../support/browser/find-browser.mjs';
import { hasDisplay } from './display.ts';
import type { DrivenBrowser } from './driven-page.ts';
import { drivenByPlaywright } from './playwright-page.ts';
import { startWebKitGtk } from './webkit-driver.ts';

export const BROWSER_KINDS = ['chromium', 'firefox', 'webkitgtk'] as const;
export type BrowserKind = (typeof BROWSER_KINDS)[number];

type Installed =
  | { readonly kind: 'installed'; start(display: string | undefined): Promise<DrivenBrowser> }
  | { readonly kind: 'missing'; readonly why: string };

/** Where Debian and others have the small browser that belongs to WebKitGTK. */
const MINI_BROWSERS = [
  '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser',
  '/usr/lib/aarch64-linux-gnu/webkit2gtk-4.1/MiniBrowser',
  '/usr/libexec/webkit2gtk-4.1/MiniBrowser',
];

/** What of the three this machine has, and how it is started. */
export const INSTALLED: Readonly<Record<BrowserKind, () => Installed>> = {
  chromium() {
    const found = findUsersBrowser();
    if (!existsSync(found.executablePath ?? chromium.executablePath())) {
      return { kind: 'missing', why: 'Chromium is not installed (Debian: chromium)' };
    }
    const args = [...SANDBOX_ARGS, '--window-position=0,0'];
    return {
      kind: 'installed',
      start: async (display) => {
        const launched = await chromium.launch({ ...found, args, ...shownOn(display) });
        return drivenByPlaywright('Chromium', launched, display);
      },
    };
  },
  firefox() {
    const { isInstalled, options } = findFirefox();
    if (!isInstalled) {
      return { kind: 'missing', why: 'Firefox is not installed (Debian: firefox-esr)' };
    }
    return {
      kind: 'installed',
      start: async (display) => {
        const launched = await firefox.launch({ ...options, ...shownOn(display) });
        return drivenByPlaywright('Firefox', launched, display);
      },
    };
  },
  webkitgtk() {
    const driver = findProgram('WebKitWebDriver');
    const miniBrowser = MINI_BROWSERS.find((path) => existsSync(path));
    if (driver === undefined || miniBrowser === undefined) {
      return { kind: 'missing', why: 'WebKitGTK is not installed (Debian: webkit2gtk-driver)' };
    }
    if (!hasDisplay()) {
      return { kind: 'missing', why: 'WebKitGTK needs a display or Xvfb (Debian: xvfb)' };
    }
    return {
      kind: 'installed',
      start: (display) => startWebKitGtk({ driver, miniBrowser }, display),
    };
  },
};

/** With a window where there is a display: as users have it, and as other programs can drag something into it. */
function shownOn(display: string | undefined) {
  return display === undefined
    ? {}
    : { headless: false, env: { ...process.env, DISPLAY: display } };
}
