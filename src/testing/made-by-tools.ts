import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { listArchive } from '../upload/inspect/archive-worker/list-archive.ts';
import { sourceOf } from '../upload/inspect/archive-worker/source.ts';
import { readContents } from '../upload/inspect/contents.ts';
import type { Contents } from '../upload/model/contents.ts';

/** Firmware as real tools write it, kept in gzip beside the readers. */

const dir = join(import.meta.dirname, '../upload/inspect/made-by-tools');

export async function namesMadeByTools(): Promise<readonly string[]> {
  return (await readdir(dir)).flatMap((file) => /^(.*)\.gz$/.exec(file)?.[1] ?? []);
}

export const packedByTool = (name: string) => readFile(join(dir, `${name}.gz`));
export const madeByTool = async (name: string) => gunzipSync(await packedByTool(name));

/** What the page says of a file of these parts; its archives are listed without a worker. */
export function contentsOf(...parts: readonly (string | Uint8Array)[]): Promise<Contents> {
  const blobParts = parts.map((part) => (typeof part === 'string' ? part : new Uint8Array(part)));
  return readContents(new Blob(blobParts), (file) => listArchive(sourceOf(file)));
}
