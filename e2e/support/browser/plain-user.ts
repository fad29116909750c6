import { chmod, chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext } from 'playwright/test';
import { findBrowser, SANDBOX_ARGS } from './find-browser.mjs';

/** Root may read everything; this is a browser of a user who may not. */
export type PlainUser = {
  readonly context: BrowserContext;
  /** Open to all users; removed in the end. */
  readonly folder: string;
  stop(): Promise<void>;
};

const NOBODY = 65_534;

/** @returns undefined where it cannot be had, because no other user may start this browser */
export async function visitAsPlainUser(): Promise<PlainUser | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'ota-drop-plain-user-'));
  const home = await mkdtemp(join(folder, 'home-'));
  const forget = () => rm(folder, { recursive: true, force: true, maxRetries: 5 });
  const options = { args: [...SANDBOX_ARGS], env: { ...process.env, HOME: home }, locale: 'en-US' };
  try {
    await chmod(folder, 0o755);
    const isRoot = process.getuid?.() === 0;
    if (isRoot) await chown(home, NOBODY, NOBODY);
    const browser = isRoot ? { executablePath: await writeLauncher(folder) } : findBrowser();
    const context = await chromium.launchPersistentContext(home, { ...options, ...browser });
    return {
      context,
      folder,
      async stop() {
        await context.close();
        await forget();
      },
    };
  } catch {
    await forget();
    return undefined;
  }
}

/** A script that starts the browser as the user `nobody`. */
async function writeLauncher(folder: string): Promise<string> {
  const path = join(folder, 'browser');
  const browser = findBrowser().executablePath ?? chromium.executablePath();
  await writeFile(
    path,
    `#!/bin/sh\nexec setpriv --reuid=${NOBODY} --regid=${NOBODY} --clear-groups '${browser}' "$@"\n`,
    { mode: 0o755 },
  );
  return path;
}
