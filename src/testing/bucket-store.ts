import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listening } from './server-world.ts';

/** A store with one bucket in its path that says what it is told to, and remembers what it was asked. */
export type BucketStore = {
  /** Without the bucket. */
  readonly endpoint: string;
  readonly asked: readonly AskedOfStore[];
};

export type AskedOfStore = {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly cookie: string | undefined;
  readonly securityToken: string | undefined;
  readonly bytes: number;
};

export type BucketStoreRules = {
  /** Code of the refusal of a signed request; without one an object is not there. */
  readonly refuses?: string;
  /** How far its clock is ahead, in milliseconds. */
  readonly aheadMs?: number;
  readonly isWithoutRule?: boolean;
};

const FORM_MAX_BYTES = 1_000_000;
const STATUS: Readonly<Record<string, number>> = { NoSuchKey: 404, NoSuchBucket: 404 };

export async function startBucketStore(rules: BucketStoreRules = {}): Promise<BucketStore> {
  const asked: AskedOfStore[] = [];
  const server = createServer((request, response) => {
    // As a store does whose key is wrong: said by the announced length, in its own words, before the form has come.
    if (Number(request.headers['content-length']) > FORM_MAX_BYTES) {
      response.writeHead(400, { 'x-amz-request-id': 'tx1', connection: 'close' });
      response.end('<Error><Code>EntityTooLarge</Code></Error>');
      return;
    }
    void bytesOf(request).then((bytes) => {
      const { method = '', url = '', headers } = request;
      const { authorization, cookie } = headers;
      const securityToken = headers['x-amz-security-token']?.toString();
      asked.push({ method, path: url, authorization, cookie, securityToken, bytes });
      answer(rules, request, response);
    });
  });
  return { endpoint: await listening(server), asked };
}

async function bytesOf(request: IncomingMessage): Promise<number> {
  let bytes = 0;
  try {
    for await (const chunk of request) bytes += Buffer.from(chunk).byteLength;
  } catch {
    // The doctor leaves a form in its middle.
  }
  return bytes;
}

function answer(
  { refuses, aheadMs = 0, isWithoutRule = false }: BucketStoreRules,
  { method, headers }: IncomingMessage,
  response: ServerResponse,
): void {
  response.sendDate = false;
  response.setHeader('date', new Date(Date.now() + aheadMs).toUTCString());
  response.setHeader('x-amz-request-id', 'tx1');
  if (!isWithoutRule && headers.origin !== undefined) {
    response.setHeader('access-control-allow-origin', headers.origin);
    response.setHeader('access-control-expose-headers', 'ETag, x-amz-request-id');
  }
  if (method === 'OPTIONS') {
    response.writeHead(isWithoutRule ? 403 : 200).end();
  } else if (method === 'POST') {
    response.writeHead(204, {
      etag: '"25f9e794323b453885f5181f1b624d0b"',
    });
    response.end();
  } else {
    const code = refuses ?? 'NoSuchKey';
    response.writeHead(STATUS[code] ?? 403, { 'content-type': 'application/xml' });
    response.end(method === 'HEAD' ? undefined : `<Error><Code>${code}</Code></Error>`);
  }
}
