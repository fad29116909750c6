import type { Locator, Page } from 'playwright/test';
import {
  startFaultyCloud,
  startProxiedCloud,
  type FaultyCloud,
  type FaultyCloudOptions,
} from '../support/cloud/faulty-cloud.ts';
import type { FaultProxy, FaultProxyOptions } from '../support/proxy/fault-proxy.ts';
import { expect, test as base, uploads } from '../support/ota-drop.ts';
import { startGateway, type Gateway, type GatewayOptions } from '../support/proxy/gateway.ts';

/** Where the catalogue is played: the real page and the real server, with trouble at exact points. */
type Stage = {
  /** A server of the test's own, in this process, with scripted trouble. */
  readonly startCloud: (options?: FaultyCloudOptions) => Promise<FaultyCloud>;
  /** The same with a proxy on the way to the store. */
  readonly startProxied: (
    options?: FaultyCloudOptions & { readonly proxy?: FaultProxyOptions },
  ) => Promise<FaultyCloud & { readonly proxy: FaultProxy }>;
  /** A reverse proxy with scripts of its own, before the page's server or the store. */
  readonly putBefore: (
    listener: { readonly url: string },
    options?: GatewayOptions,
  ) => Promise<Gateway>;
};

export const test = base.extend<Stage>({
  startCloud: async ({}, use) => {
    const started: FaultyCloud[] = [];
    await use(async (options) => {
      const cloud = await startFaultyCloud(options);
      started.push(cloud);
      return cloud;
    });
    await Promise.all(started.map((cloud) => cloud.stop()));
  },
  startProxied: async ({}, use) => {
    const started: FaultyCloud[] = [];
    await use(async (options) => {
      const cloud = await startProxiedCloud(options);
      started.push(cloud);
      return cloud;
    });
    await Promise.all(started.map((cloud) => cloud.stop()));
  },
  putBefore: async ({}, use) => {
    const started: Gateway[] = [];
    await use(async ({ url }, options) => {
      const gateway = await startGateway(url, options);
      started.push(gateway);
      return gateway;
    });
    await Promise.all(started.map((gateway) => gateway.stop()));
  },
});

export { expect };

/** Full jitter draws its waits from chance: with 0 every further attempt comes at once. To be called before the page opens. */
export async function withoutPauses(page: Page): Promise<void> {
  await page.addInitScript(() => {
    Math.random = () => 0;
  });
}

/** With 1 every wait is as long as it can be, so that a test can look at it. */
export async function withLongPauses(page: Page): Promise<void> {
  await page.addInitScript(() => {
    Math.random = () => 1;
  });
}

export type Expected = {
  readonly kind: string;
  /** Without `FW-`. */
  readonly code: string;
  /** English. */
  readonly title: string | RegExp;
  /** What the person is told about the store. */
  readonly stored: string | RegExp;
};

/** The row has failed for good, says so in these words, and offers `action`; no address can be copied. */
export async function expectFailed(
  row: Locator,
  { kind, code, title, stored }: Expected,
  action: 'retry' | 'choose-again' | 'none',
): Promise<void> {
  await expect(row).toHaveAttribute('data-status', /^(?:failed|rejected)$/);
  const failure = row.getByTestId('failure');
  await expect(failure).toBeVisible();
  await expect(failure).toHaveAttribute('data-failure', kind);
  await expect(failure).toHaveAttribute('data-code', `FW-${code}`);
  await expect(failure).toContainText(title);
  await expect(failure).toContainText(stored);
  await expect(row.getByTestId('firmware-url')).toHaveCount(0);
  await expect(row.getByTestId('remove')).toBeEnabled();
  await expect(row.getByTestId('retry')).toHaveCount(action === 'retry' ? 1 : 0);
  await expect(row.getByTestId('choose-again')).toHaveCount(action === 'choose-again' ? 1 : 0);
}

/** Where a store shows what it keeps. */
export type Shelves = {
  stored(): Promise<readonly { readonly key: string; read(): Promise<Buffer> }[]>;
};

/** The row ended in a proved address, and what the store keeps under it is the file, byte for byte. */
export async function expectProved(
  page: Page,
  cloud: Shelves,
  file: Uint8Array,
  row: Locator = uploads(page),
): Promise<void> {
  await expect(row).toHaveAttribute('data-status', 'done');
  await expect(row.getByTestId('verdict')).toHaveAttribute('data-verdict', 'verified');
  const url = await row.getByTestId('firmware-url').textContent();
  const key = new URL(url ?? '').pathname.slice(1);
  const object = (await cloud.stored()).find((stored) => stored.key === key);
  if (object === undefined) throw new Error(`Nothing is stored under ${key}`);
  expect(Buffer.compare(await object.read(), file)).toBe(0);
}
