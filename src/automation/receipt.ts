import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright/test';

/** A finished upload as the page's own export has it (JSON); empty where something is not known. */
export type Receipt = {
  readonly file: string;
  /** Where it lay in a dropped folder. */
  readonly folder: string;
  /** Bytes. */
  readonly size: number;
  readonly fileSuffix: string;
  readonly firmwareUrl: string;
  readonly verdict: 'verified' | 'unverified';
  /** `crc64`, `sha256`, `md5` or `crc64nvme`. */
  readonly verifiedBy: string;
  /** `yes` where nothing was uploaded, as in the demo. */
  readonly simulated: string;
  /** Lower-case hex. */
  readonly md5: string;
  readonly sha256: string;
  /** Unsigned decimal. */
  readonly crc64: string;
  /** The same as `0x` and 16 digits. */
  readonly crc64Hex: string;
  readonly ticketRequestId: string;
  readonly storeRequestId: string;
  /** ISO 8601, UTC. */
  readonly finishedAt: string;
  readonly sendMs: number;
  readonly attempts: number;
  /** As the server said; empty without sign-in, and where there is one target. */
  readonly uploadedBy: string;
  readonly target: string;
  readonly targetLabel: string;
  /** Origin of the server that handed the file on; empty where it went straight to the store. */
  readonly relayedBy: string;
  /** Of the latest OTA package that was made of it. */
  readonly firmwareId: string;
  readonly firmwareName: string;
  readonly destVersion: string;
  /** Of those before it, with a blank between two. */
  readonly earlierFirmwareIds: string;
  /** What the image says of itself. */
  readonly imageVersion: string;
  /** What the user wrote on it. */
  readonly label: string;
  readonly note: string;
};

/** Exports the list as users do, and reads the file. */
export async function exportReceipts(page: Page): Promise<readonly Receipt[]> {
  const menu = page.getByTestId('export');
  // Closed when it has been used.
  if ((await menu.getAttribute('open')) === null) await menu.locator('summary').click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByTestId('export-json').click(),
  ]);
  const receipts: readonly Receipt[] = JSON.parse(await readFile(await download.path(), 'utf8'));
  return receipts;
}
