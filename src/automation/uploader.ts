import { expect, type Locator, type Page } from 'playwright/test';
import { exportReceipts, type Receipt } from './receipt.ts';
import { uploadIn, type Upload } from './upload.ts';

/** A path, or a file that is made up on the spot (up to 50 MB). */
export type FileToUpload = string | { readonly name: string; readonly buffer: Buffer };

/** The page, by what a user does with it. */
export type Uploader = {
  readonly page: Page;
  /** Chooses one file. @returns its upload, once it is on the list */
  choose(file: FileToUpload): Promise<Upload>;
  /** In the order of the files. */
  chooseAll(files: readonly FileToUpload[]): Promise<readonly Upload[]>;
  /** Drops one file onto the page. */
  drop(file: FileToUpload): Promise<Upload>;
  dropAll(files: readonly FileToUpload[]): Promise<readonly Upload[]>;
  /** All on the list, from top to bottom. Of more than 200 only those that are near the visible part. */
  uploads(): Promise<readonly Upload[]>;
  /** Of all finished ones on the list, by the page's own export. */
  receipts(): Promise<readonly Receipt[]>;
};

export function uploaderOn(page: Page): Uploader {
  const rows = page.getByTestId('upload');

  const ids = () =>
    rows.evaluateAll((found) => found.map((row) => row.getAttribute('data-id') ?? ''));

  const uploadOf = (id: string): Upload =>
    uploadIn(page.locator(`[data-testid=upload][data-id=${JSON.stringify(id)}]`), id);

  async function added(count: number, add: () => Promise<void>): Promise<readonly Upload[]> {
    const before = new Set(await ids());
    await add();
    let fresh: readonly string[] = [];
    await expect(async () => {
      fresh = (await ids()).filter((id) => !before.has(id));
      expect(fresh.length, 'how many of the files are on the list').toBeGreaterThanOrEqual(count);
    }).toPass({ intervals: [20, 50, 100], timeout: 15_000 });
    return fresh.map(uploadOf);
  }

  const chooseAll = (files: readonly FileToUpload[]) =>
    added(files.length, () => putInto(page.getByTestId('file-input'), files));
  const dropAll = (files: readonly FileToUpload[]) =>
    added(files.length, () => page.getByTestId('drop-zone').drop({ files: payloads(files) }));

  return {
    page,
    chooseAll,
    dropAll,
    choose: async (file) => only(await chooseAll([file])),
    drop: async (file) => only(await dropAll([file])),
    uploads: async () => (await ids()).map(uploadOf),
    receipts: () => exportReceipts(page),
  };
}

/** Puts files into an input of the page, as the browser's own dialog does. */
export async function putInto(input: Locator, files: readonly FileToUpload[]): Promise<void> {
  await input.setInputFiles(payloads(files));
}

/** Playwright wants paths only, or made-up files only. */
function payloads(files: readonly FileToUpload[]) {
  const paths = files.filter((file) => typeof file === 'string');
  if (paths.length === files.length) return paths;
  const made = files.filter((file) => typeof file !== 'string');
  if (made.length < files.length) {
    throw new Error('Either all files are paths, or all are made up.');
  }
  return made.map((file) => ({ ...file, mimeType: 'application/octet-stream' }));
}

function only([upload]: readonly Upload[]): Upload {
  if (upload === undefined) throw new Error('The file is not on the list.');
  return upload;
}
