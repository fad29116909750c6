import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { chromium, type Page } from 'playwright/test';
import { findBrowser, SANDBOX_ARGS } from './find-browser.mjs';

/** A browser in a network of its own (Linux, root), joined to this one by a wire that can be pulled. */
export type OtherNetwork = {
  readonly page: Page;
  /** This machine, as the browser reaches it. */
  readonly host: string;
  link(state: 'up' | 'down'): Promise<void>;
  /** The browser's computer gets another address and loses the one it had, as with another Wi-Fi. */
  changeAddress(): Promise<void>;
  stop(): Promise<void>;
};

const run = promisify(execFile);
const ip = (args: string) => run('ip', args.split(' '));

/** Undefined where no network can be made. */
export async function openOtherNetwork(): Promise<OtherNetwork | undefined> {
  const name = `otadrop${process.pid}`;
  const [ours, theirs] = [`od${process.pid}a`, `od${process.pid}b`];
  const net = `10.213.${process.pid % 250}`;
  const inside = (args: string) => ip(`netns exec ${name} ip ${args}`);
  const tearDown = async () => {
    await ip(`link del ${ours}`).catch(() => undefined);
    await ip(`netns del ${name}`).catch(() => undefined);
  };
  try {
    await ip(`netns add ${name}`);
    await ip(`link add ${ours} type veth peer name ${theirs} netns ${name}`);
    await ip(`addr add ${net}.1/24 dev ${ours}`);
    await ip(`link set ${ours} up`);
    await inside(`addr add ${net}.2/24 dev ${theirs}`);
    // By itself a link gets an IPv6 address one to two seconds after each time it comes up: to Chromium another network, upon which
    // it fails whatever is about to connect.
    await inside(`link set ${theirs} addrgenmode none`);
    await inside(`link set ${theirs} up`);
    await inside('link set lo up');
  } catch {
    await tearDown();
    return undefined;
  }

  const dir = await mkdtemp(join(tmpdir(), 'ota-drop-network-'));
  const launcher = join(dir, 'browser.sh');
  const { executablePath = chromium.executablePath() } = findBrowser();
  await writeFile(launcher, `#!/bin/sh\nexec ip netns exec ${name} "${executablePath}" "$@"\n`);
  await chmod(launcher, 0o755);
  const browser = await chromium.launch({ executablePath: launcher, args: [...SANDBOX_ARGS] });
  return {
    page: await browser.newPage({ locale: 'en-US' }),
    host: `${net}.1`,
    async link(state) {
      await inside(`link set ${theirs} ${state}`);
    },
    async changeAddress() {
      await inside(`addr del ${net}.2/24 dev ${theirs}`);
      await inside(`addr add ${net}.3/24 dev ${theirs}`);
    },
    async stop() {
      await browser.close();
      await tearDown();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
