import { readFile } from 'node:fs/promises';
import type { Locator, Page, TestInfo } from 'playwright/test';
import { showTab } from './upload-detail.ts';

/** A recording as the page saves it: docs/recordings.md says what it is for. */
export type SavedRecording = { readonly name: string; readonly text: string };

/** Of an upload that is not shown it takes a moment; a page that hangs is not waited for. */
const EXPORT_MS = 5_000;
/** A list may have thousands. */
const ATTACHED_MAX = 5;

/** By the page's own export. @throws where not everything is kept of it */
export async function exportRecording(
  row: Locator,
  { timeout = EXPORT_MS }: { readonly timeout?: number } = {},
): Promise<SavedRecording> {
  const detail = await showTab(row, 'exchange');
  const downloading = row.page().waitForEvent('download', { timeout });
  // The listener of the press is called first.
  downloading.catch(() => undefined);
  await detail.getByTestId('export-recording').click({ timeout });
  const download = await downloading;
  return {
    name: download.suggestedFilename(),
    text: await readFile(await download.path(), 'utf8'),
  };
}

/** After a test that has failed: the recording of each upload on the page, as far as there is one. Never throws. */
export async function attachRecordings(
  page: Page,
  testInfo: Pick<TestInfo, 'attach' | 'status' | 'expectedStatus'>,
): Promise<void> {
  if (testInfo.status === testInfo.expectedStatus || page.isClosed()) return;
  try {
    page.setDefaultTimeout(EXPORT_MS);
    const rows = await page.getByTestId('upload').all();
    for (const row of rows.slice(0, ATTACHED_MAX)) {
      const { name, text } = await exportRecording(row);
      await testInfo.attach(name, { body: text, contentType: 'application/json' });
    }
  } catch {
    // What is wrong with the page is what the test has failed with.
  }
}
