import { lstat, readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { errorCode } from './error-code.ts';

/**
 * A JSON file of the store; undefined if there is none.
 * @throws when it cannot be read by this version, or is no file: `kept` says that it stays as it is
 */
export async function readOwnFile<S extends v.GenericSchema>(
  path: string,
  schema: S,
  what: string,
  kept: string,
): Promise<v.InferOutput<S> | undefined> {
  const found = await lstatOf(path);
  if (found !== undefined && !found.isFile()) throw notOurFile(path, kept);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  const read = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text);
  if (read.success) return read.output;
  throw new Error(`${path} is not ${what} that this version can read; ${kept}`);
}

export function notOurFile(path: string, kept: string): Error {
  return new Error(`${path} is a link, or something else that this store has not made; ${kept}`);
}

/** What is there under this very name: a link is a link. Undefined if there is nothing. */
export async function lstatOf(path: string) {
  try {
    return await lstat(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
