import { expect, type Locator } from 'playwright/test';
import { press, showTab } from './upload-detail.ts';
import { exportReceipts, type Receipt } from './receipt.ts';
import { exportRecording, type SavedRecording } from './recording.ts';
import { AT_REST, isUploadStatus, type UploadStatus } from './upload-status.ts';

export type DigestKind = 'crc64' | 'md5' | 'sha256';

export type ShownFailure = {
  /** For example `store-refused`. */
  readonly kind: string;
  /** For example `FW-S03`. */
  readonly code: string;
  /** All that the page says about it, in the page's language. */
  readonly text: string;
};

export type WaitOptions = {
  /** Milliseconds; as long as the test may last, unless told otherwise. */
  readonly timeout?: number;
};

/** One upload on the page, by what a user wants of it. Where the page shows it may change, these do not. */
export type Upload = {
  /** What the page calls it. */
  readonly id: string;
  /** Its row, for what is not here. */
  readonly row: Locator;
  status(): Promise<UploadStatus>;
  /**
   * Resolves when it is in one of these states. @throws when it comes to rest in another one, with what the page says of it:
   * what has failed is not waited for.
   */
  waitFor(wanted: UploadStatus | readonly UploadStatus[], options?: WaitOptions): Promise<void>;
  /** Its address, once it is done. @throws when it ends otherwise. */
  url(options?: WaitOptions): Promise<string>;
  /** Whether the store's checksum was the file's, once it is done. */
  verdict(options?: WaitOptions): Promise<'verified' | 'unverified'>;
  /** As the page shows it: hexadecimal, the CRC-64 as an unsigned decimal. */
  digest(kind: DigestKind, options?: WaitOptions): Promise<string>;
  /** Why it has failed, was not accepted, or waits for another attempt. */
  failure(options?: WaitOptions): Promise<ShownFailure>;
  /** From the page's own export, once it is done. */
  receipt(options?: WaitOptions): Promise<Receipt>;
  /** From the page's own export: what it met and which states it came to, as a file that replays. */
  recording(options?: WaitOptions): Promise<SavedRecording>;
  /** The suffix it is, or will be, uploaded under. */
  suffix(): Promise<string>;
  /** Counted from 1; 0 before the first. */
  attempts(): Promise<number>;
  /** Sends what waits for the user's word. */
  start(): Promise<void>;
  retry(): Promise<void>;
  cancel(): Promise<void>;
  /** Takes it off the list. */
  remove(): Promise<void>;
};

export function uploadIn(row: Locator, id: string): Upload {
  async function status(): Promise<UploadStatus> {
    const found = await row.getAttribute('data-status');
    if (!isUploadStatus(found)) throw new Error(`"${found}" is no state of an upload.`);
    return found;
  }

  async function waitFor(
    wanted: UploadStatus | readonly UploadStatus[],
    { timeout = 0 }: WaitOptions = {},
  ): Promise<void> {
    const good = [wanted].flat();
    const any = new RegExp(`^(?:${[...good, ...AT_REST].join('|')})$`);
    for (;;) {
      await expect(row, `the upload to be ${good.join(' or ')}`).toHaveAttribute(
        'data-status',
        any,
        { timeout },
      );
      const now = await status();
      if (good.includes(now)) return;
      // It may have moved on between the two looks.
      if (AT_REST.includes(now)) throw new Error(await unexpected(good, now));
    }
  }

  async function unexpected(good: readonly UploadStatus[], now: UploadStatus): Promise<string> {
    const sentence = `The upload is ${now}, and was to be ${good.join(' or ')}.`;
    if (now === 'ready') return `${sentence} The page asks whether to send it: start() says yes.`;
    if (now !== 'failed' && now !== 'rejected') return sentence;
    const { kind, code, text } = await failure();
    return `${sentence} ${code} ${kind}: ${text}`;
  }

  async function failure({ timeout = 0 }: WaitOptions = {}): Promise<ShownFailure> {
    const note = row.getByTestId('failure').first();
    await note.waitFor({ timeout });
    const [kind, code, text] = await Promise.all([
      note.getAttribute('data-failure'),
      note.getAttribute('data-code'),
      note.textContent(),
    ]);
    return {
      kind: kind ?? '',
      code: code ?? '',
      text: (text ?? '').replaceAll(/\s+/g, ' ').trim(),
    };
  }

  async function url(options?: WaitOptions): Promise<string> {
    await waitFor('done', options);
    return (await row.getByTestId('firmware-url').textContent()) ?? '';
  }

  return {
    id,
    row,
    status,
    waitFor,
    url,
    async verdict(options) {
      await waitFor('done', options);
      const told = await row.getByTestId('verdict').first().getAttribute('data-verdict');
      return told === 'verified' ? 'verified' : 'unverified';
    },
    async digest(kind, { timeout = 0 } = {}) {
      const digest = (await showTab(row, 'result')).locator(
        `[data-testid=digest][data-kind=${kind}]`,
      );
      await expect(digest, `the ${kind} to be there`).toHaveText(/^[0-9a-f]+$/, { timeout });
      return (await digest.textContent()) ?? '';
    },
    failure,
    async receipt(options) {
      const address = await url(options);
      const found = (await exportReceipts(row.page())).find(
        ({ firmwareUrl }) => firmwareUrl === address,
      );
      if (found === undefined) throw new Error(`The export has no receipt for ${address}.`);
      return found;
    },
    recording: (options) => exportRecording(row, options),
    suffix: async () => (await row.getAttribute('data-suffix')) ?? '',
    attempts: async () => Number(await row.getAttribute('data-attempt')),
    start: () => press(row, 'start'),
    retry: () => press(row, 'retry'),
    cancel: () => press(row, 'cancel'),
    remove: () => press(row, 'remove'),
  };
}
