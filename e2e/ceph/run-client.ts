import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { KEYS } from './ceph-cluster.ts';

const run = promisify(execFile);
const clients = join(import.meta.dirname, 'clients');
const env = { PATH: process.env['PATH'], NODE_NO_WARNINGS: '1' };

async function lines(script: string, args: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await run(process.execPath, [join(clients, script), ...args], { env });
  return stdout.split('\n').filter((line) => line !== '');
}

/** SHA-256 of each object, as a client of others reads it. */
export function readBack(
  client: 'aws' | 'minio' | 'ali-oss',
  endpoint: string,
  bucket: string,
  keys: readonly string[],
  { id, secret } = KEYS,
): Promise<readonly string[]> {
  return lines('read-back.mjs', [client, endpoint, bucket, id, secret, ...keys]);
}

/** A bucket that every page may post to. */
export async function makeBucket(endpoint: string, bucket: string): Promise<void> {
  await lines('make-bucket.mjs', ['make', endpoint, bucket, KEYS.id, KEYS.secret]);
}

export function keysIn(endpoint: string, bucket: string): Promise<readonly string[]> {
  return lines('make-bucket.mjs', ['list', endpoint, bucket, KEYS.id, KEYS.secret]);
}
