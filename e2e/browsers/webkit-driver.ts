import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { Builder } from 'selenium-webdriver';
import { findPort } from '../support/proxy/free-port.ts';
import { isComplaint, type DrivenBrowser } from './driven-page.ts';
import { drivenByWebDriver } from './webdriver-page.ts';

const STARTS_WITHIN_MS = 20_000;

/** On a system without a session: no bus, no user's settings, no GPU. */
const ALONE = { GSETTINGS_BACKEND: 'memory', GTK_A11Y: 'none', LIBGL_ALWAYS_SOFTWARE: '1' };

const BROWSER_ARGS = [
  '--automation',
  // WebDriver tells nothing of a page's console. Like this the browser prints it, and its output is the driver's.
  '--enable-write-console-messages-to-stdout=true',
];

export type WebKitPrograms = { readonly driver: string; readonly miniBrowser: string };

/** WebKitGTK by WebKitWebDriver, which starts WebKit's own small browser for each window. */
export async function startWebKitGtk(
  programs: WebKitPrograms,
  display: string | undefined,
): Promise<DrivenBrowser> {
  const port = await findPort();
  const child = spawn(programs.driver, [`--port=${port}`], {
    env: { ...process.env, ...ALONE, DISPLAY: display },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit');
  let printed: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream).on('line', (line) => printed.push(line));
  }
  const stop = async () => {
    child.kill();
    await ended;
  };
  const server = `http://127.0.0.1:${port}`;
  const capabilities = {
    browserName: 'MiniBrowser',
    'webkitgtk:browserOptions': { binary: programs.miniBrowser, args: BROWSER_ARGS },
  };
  const openDriver = () => new Builder().usingServer(server).withCapabilities(capabilities).build();
  try {
    await answering(`${server}/status`);
    const probe = await openDriver();
    const version = (await probe.getCapabilities()).get('browserVersion');
    await probe.quit();
    return {
      title: `WebKitGTK ${String(version)}`,
      display,
      async open() {
        printed = [];
        const lines = printed;
        return drivenByWebDriver(await openDriver(), () => lines.filter(isConsoleError));
      },
      close: stop,
    };
  } catch (error) {
    await stop();
    throw new Error(`WebKitGTK did not start: ${printed.join('\n')}`, { cause: error });
  }
}

function isConsoleError(line: string): boolean {
  return /CONSOLE (?:\S+ )?ERROR/.test(line) && isComplaint(line);
}

async function answering(url: string): Promise<void> {
  const until = Date.now() + STARTS_WITHIN_MS;
  while (
    !(await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    ))
  ) {
    if (Date.now() > until) throw new Error(`Nothing answers at ${url}.`);
    await sleep(50);
  }
}
