import { percentEncode } from '../../contract/rpc-signature.ts';
import { allowsPart, judgeConditions } from './conditions.ts';
import { OssRefusal } from './oss-refusal.ts';
import type { ObjectDescription, ObjectStore, StoredObject } from './store.ts';

/** How often a key may be overwritten between being found and being opened, one time after the other, before we give up. */
const FIND_TRIES = 20;

/** GET and HEAD of one object: always one whole version of it, however often it is overwritten. @throws OssRefusal */
export async function getObject(store: ObjectStore, request: Request): Promise<Response> {
  const key = decodeKey(new URL(request.url).pathname);
  if (key === '') {
    throw new OssRefusal('AccessDenied', 'This store does not list what it holds.');
  }
  for (let tries = 0; tries < FIND_TRIES; tries++) {
    const found = key === undefined ? undefined : await store.find(key);
    if (found === undefined) {
      throw new OssRefusal('NoSuchKey', 'The specified key does not exist.');
    }
    const response = await showObject(found, request);
    if (response !== undefined) return response;
  }
  throw new OssRefusal('ServiceUnavailable', 'This object is overwritten all the time.');
}

/** Undefined if it was overwritten in the meantime. */
async function showObject(found: StoredObject, request: Request): Promise<Response | undefined> {
  const { description } = found;
  switch (judgeConditions(request.headers, description)) {
    case 'failed':
      throw new OssRefusal(
        'PreconditionFailed',
        'This object is not the one that the conditions of your request are about. Get it anew, from its beginning.',
        undefined,
        { etag: description.etag },
      );
    case 'not-modified':
      return new Response(null, { status: 304, headers: objectHeaders(description) });
    case 'go-on':
  }
  // HTTP has ranges for GET alone.
  const hasRange = request.method === 'GET' && allowsPart(request.headers, description);
  const asked = hasRange ? request.headers.get('range') : null;
  const range = readRange(asked, description.size);
  if (range === 'unsatisfiable') {
    const headers = { 'content-range': `bytes */${description.size}` };
    throw new OssRefusal(
      'InvalidRange',
      'The requested range cannot be satisfied.',
      undefined,
      headers,
    );
  }
  const { start, end } = range ?? { start: 0, end: description.size };
  const headers = objectHeaders(description);
  headers.set('content-length', String(end - start));
  if (range !== undefined) {
    headers.set('content-range', `bytes ${start}-${end - 1}/${description.size}`);
  }
  const isEmpty = request.method === 'HEAD' || end === start;
  const body = isEmpty ? null : await found.read(start, end);
  if (body === undefined) return undefined;
  return new Response(body, { status: range === undefined ? 200 : 206, headers });
}

/** A user's file, on an address of ours: never shown, never sniffed, never run. */
function objectHeaders(description: ObjectDescription): Headers {
  const name = description.key.split('/').at(-1) ?? 'firmware';
  return new Headers({
    ...description.headers,
    'accept-ranges': 'bytes',
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename*=UTF-8''${percentEncode(name)}`,
    'content-security-policy': "sandbox; default-src 'none'",
    'cross-origin-resource-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    etag: description.etag,
    'last-modified': new Date(description.storedAt).toUTCString(),
    'x-oss-hash-crc64ecma': description.crc64,
    'x-oss-object-type': 'Normal',
  });
}

type ByteRange = { readonly start: number; readonly end: number };

/** One `bytes=` range; several at once, or another unit, are answered with the whole object, as HTTP allows. */
function readRange(header: string | null, size: number): ByteRange | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d*)-(\d*)$/i.exec(header ?? '');
  const [, first = '', last = ''] = match ?? [];
  if (first === '' && last === '') return undefined;
  if (first === '') {
    const length = Math.min(Number(last), size);
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size };
  }
  const start = Number(first);
  const end = last === '' ? size : Math.min(Number(last) + 1, size);
  if (last !== '' && Number(last) < start) return undefined;
  return start >= size ? 'unsatisfiable' : { start, end };
}

function decodeKey(pathname: string): string | undefined {
  try {
    return decodeURIComponent(pathname.slice(1));
  } catch {
    return undefined;
  }
}
