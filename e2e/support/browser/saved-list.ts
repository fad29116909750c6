import type { Page } from 'playwright/test';
import { readSavedUpload, type SavedUpload } from '../../../src/upload/storage/saved-upload.ts';

/** What a browser keeps of uploads, as it lies there: for tests that have to know when it has been written. */

/** Oldest first; undefined for what the page would not understand. */
export async function remembered(page: Page): Promise<readonly (SavedUpload | undefined)[]> {
  const values = await page.evaluate(async () => {
    const request = indexedDB.open('ota-drop');
    // Not there yet: looking must not be what makes it.
    request.addEventListener('upgradeneeded', () => request.transaction?.abort());
    const database = await new Promise<IDBDatabase | undefined>((resolve) => {
      request.addEventListener('success', () => resolve(request.result));
      request.addEventListener('error', () => resolve(undefined));
    });
    if (database === undefined) return [];
    const all = database.transaction('items').objectStore('items').getAll();
    await new Promise((resolve) => all.addEventListener('success', resolve));
    database.close();
    return all.result;
  });
  return values.map(readSavedUpload);
}

/** Puts records there, as an earlier visit or another program may have. */
export async function rememberMany(
  page: Page,
  records: readonly (readonly [id: string, value: unknown])[],
  name = 'ota-drop',
): Promise<void> {
  const given = [records, name] as const;
  await page.evaluate(async ([items, databaseName]) => {
    const request = indexedDB.open(databaseName);
    request.addEventListener('upgradeneeded', () => request.result.createObjectStore('items'));
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      request.addEventListener('success', () => resolve(request.result));
      request.addEventListener('error', () => reject(request.error));
    });
    const writing = database.transaction('items', 'readwrite');
    for (const [id, value] of items) writing.objectStore('items').put(value, id);
    await new Promise((resolve) => writing.addEventListener('complete', resolve));
    database.close();
  }, given);
}
