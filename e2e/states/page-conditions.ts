import type { Page } from 'playwright/test';
import type { SavedUpload } from '../../src/upload/storage/saved-upload.ts';
import { rememberMany } from '../support/browser/saved-list.ts';

/** Conditions that a test cannot bring about by input: half a drag, a folder that never ends, an earlier visit. */

/** Files hang over the page, and stay there. */
export async function dragOver(page: Page): Promise<void> {
  await page.locator('main').evaluate((target) => {
    const dataTransfer = { types: ['Files'], items: [{ kind: 'file', type: '' }], files: [] };
    const event = new Event('dragenter', { bubbles: true, cancelable: true });
    target.dispatchEvent(Object.assign(event, { dataTransfer }));
  });
}

/** Drops a folder that is empty, or whose listing never ends. */
export async function dropFolder(page: Page, inside: 'nothing' | 'endless'): Promise<void> {
  await page.locator('main').evaluate((target, isEndless) => {
    const folder = {
      isFile: false,
      isDirectory: true,
      name: 'images',
      fullPath: '/images',
      createReader: () => ({
        readEntries: (found: (entries: readonly []) => void) => {
          if (!isEndless) found([]);
        },
      }),
    };
    const item = { kind: 'file', type: '', webkitGetAsEntry: () => folder, getAsFile: () => null };
    const dataTransfer = { types: ['Files'], items: [item], files: [] };
    const event = new Event('drop', { bubbles: true, cancelable: true });
    target.dispatchEvent(Object.assign(event, { dataTransfer }));
  }, inside === 'endless');
}

/** Checksums never come. To be called before the page opens. */
export async function silenceWorkers(page: Page): Promise<void> {
  await page.addInitScript(() => {
    Worker.prototype.postMessage = () => {};
  });
}

/**
 * The SHA-256 of a file of more than 1 MiB never comes, until the page is opened a second time: that of a smaller one comes with
 * its CRC-64. To be called before the page opens.
 */
export async function missSha256(page: Page): Promise<void> {
  await page.addInitScript(() => {
    if (sessionStorage.getItem('opened-before') !== null) return;
    sessionStorage.setItem('opened-before', '');
    const { postMessage } = Worker.prototype;
    Worker.prototype.postMessage = function post(message: unknown, ...rest: unknown[]) {
      const job = JSON.stringify(message);
      if (job.includes('sha256') && !job.includes('crc64')) return;
      Reflect.apply(postMessage, this, [message, ...rest]);
    };
  });
}

/** From now on the browser is certain that it has no network. */
export async function goOffline(page: Page): Promise<void> {
  await page.evaluate(() => {
    Object.defineProperty(navigator, 'onLine', { get: () => false });
    dispatchEvent(new Event('offline'));
  });
}

/**
 * The next number with two decimals, as rows have them and the rest of the page has not, is one mistake too many, for as long
 * as the document says so.
 */
export async function breakNumbers(page: Page): Promise<void> {
  await page.evaluate(() => {
    const { documentElement } = document;
    documentElement.setAttribute('data-broken', '');
    const { get } = Object.getOwnPropertyDescriptor(Intl.NumberFormat.prototype, 'format') ?? {};
    Object.defineProperty(Intl.NumberFormat.prototype, 'format', {
      get() {
        const isSize = this.resolvedOptions().maximumFractionDigits === 2;
        if (isSize && documentElement.hasAttribute('data-broken')) throw new Error('on purpose');
        return get?.call(this);
      },
    });
  });
}

/** An earlier visit has left these. To be called before the page opens; `url` is of the page's own origin. */
export async function rememberVisit(
  page: Page,
  url: string,
  names: readonly string[],
  life: EarlierLife,
): Promise<void> {
  await page.goto(`${url}/healthz`);
  await rememberMany(
    page,
    names.map((name, nth) => [`0-${String(nth).padStart(6, '0')}`, recordOf(name, nth, life)]),
  );
}

/** `closed-early`: done, and the page was closed before the slower checksums were known. `by-md5`: an S3 store told no other checksum. */
export type EarlierLife = 'done' | 'by-md5' | 'closed-early' | 'interrupted' | 'failed';

function recordOf(name: string, nth: number, life: EarlierLife): SavedUpload {
  const size = 1_400_000 + 90_000 * nth;
  const crc64 = String(11_051_210_869_376n * BigInt(nth + 100_000));
  const hash = (length: number) => crc64.repeat(5).slice(0, length).replaceAll('1', 'c');
  const isDone = life === 'done' || life === 'by-md5' || life === 'closed-early';
  const slower = life !== 'closed-early' && { md5: hash(32), sha256: hash(64) };
  return {
    version: 1,
    tab: 'earlier',
    firmware: { name, folder: '', size, modifiedAt: 1_790_000_000_000 },
    suffix: name.endsWith('.tar.gz') ? 'tar.gz' : 'bin',
    attempt: 1,
    digests: isDone ? { crc64, ...slower } : {},
    lastTicket: undefined,
    life: isDone
      ? {
          kind: 'done',
          receipt: {
            firmwareUrl: `https://ota-firmware.oss-cn-hangzhou.aliyuncs.com/ota/firmware/${nth}.bin`,
            verdict:
              life === 'by-md5'
                ? { kind: 'verified', by: 'md5', digest: hash(32) }
                : { kind: 'verified', crc64 },
            ticketRequestId: '67E2A1B3-C4D5-4F60-8A7B-9C0D1E2F3A4B',
            storeRequestId: '67E2A1B3C4D54F60',
            finishedAt: new Date(2026, 10, 21, 9, nth).getTime(),
            sendMs: 400 + 30 * nth,
          },
        }
      : {
          kind: 'open',
          sent: Math.round(size / (nth + 2)),
          isAllSent: life === 'interrupted' && nth > 0,
          ...(life === 'failed' && { failedWith: 'FW-U11' }),
        },
  };
}
