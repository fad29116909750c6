import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { encodePolicy, signPolicy } from '../contract/post-policy.ts';
import { createCloud, SAMPLE_CREDENTIALS, type CloudOptions } from '../simulator/cloud.ts';
import { startCloudServer, type CloudLimits } from '../server/embedded/cloud-server.ts';

/** Forms and HTTP byte by byte, for what no client would send by itself, and a cloud on a port to send them to. */

/** For tests with real sockets and files: a loaded machine may take its time, and another one does not wait for it. */
export const PATIENT = { timeout: 30_000 };

export const BOUNDARY = 'xBOUNDARYx';
export const CLOSING = Buffer.from(`--${BOUNDARY}--\r\n`);

export type Fields = readonly (readonly [name: string, value: string])[];

/** One part of a form; `more` goes behind the name as it is, `; filename="a.bin"` for example. */
export function part(name: string, value: string | Uint8Array, more = ''): Buffer {
  const head = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), Buffer.from(value), Buffer.from('\r\n')]);
}

export function filePart(bytes: string | Uint8Array, fileName = 'firmware.bin'): Buffer {
  return part('file', bytes, `; filename="${fileName}"\r\nContent-Type: application/octet-stream`);
}

export function fieldParts(fields: Fields): Buffer {
  return Buffer.concat(fields.map(([name, value]) => part(name, value)));
}

export function formBody(fields: Fields, bytes: string | Uint8Array, fileName?: string): Buffer {
  return Buffer.concat([fieldParts(fields), filePart(bytes, fileName), CLOSING]);
}

/** The fields of a form that is accepted, signed for the sample key pair. */
export async function signedFields(
  key: string,
  conditions: readonly unknown[] = [['starts-with', '$key', '']],
  expiresAt = new Date(Date.now() + 600_000),
): Promise<Fields> {
  const policy = encodePolicy(expiresAt, conditions);
  return [
    ['key', key],
    ['policy', policy],
    ['OSSAccessKeyId', SAMPLE_CREDENTIALS.accessKeyId],
    ['Signature', await signPolicy(SAMPLE_CREDENTIALS.accessKeySecret, policy)],
  ];
}

/** The head of a POST; a header that is undefined is left out. */
export function postHead(headers: Readonly<Record<string, string | number | undefined>>): Buffer {
  const all = {
    Host: '127.0.0.1',
    Connection: 'close',
    'Content-Type': `multipart/form-data; boundary=${BOUNDARY}`,
    ...headers,
  };
  const lines = Object.entries(all).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${value}\r\n`],
  );
  return Buffer.from(`POST / HTTP/1.1\r\n${lines.join('')}\r\n`);
}

export function postRequest(
  body: Uint8Array,
  headers: Parameters<typeof postHead>[0] = {},
): Buffer {
  return Buffer.concat([postHead({ 'Content-Length': body.byteLength, ...headers }), body]);
}

/** The body in HTTP chunks of this size, with the last one. */
export function inChunks(body: Uint8Array, size = 65_536): Buffer {
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < body.byteLength; at += size) {
    const chunk = body.subarray(at, at + size);
    chunks.push(Buffer.from(`${chunk.byteLength.toString(16)}\r\n`), chunk, Buffer.from('\r\n'));
  }
  return Buffer.concat([...chunks, Buffer.from('0\r\n\r\n')]);
}

export function chunkedRequest(body: Uint8Array, size?: number): Buffer {
  return Buffer.concat([postHead({ 'Transfer-Encoding': 'chunked' }), inChunks(body, size)]);
}

export type RawAnswer = {
  readonly status: number;
  /** As they came, one `name: value` each. */
  readonly headerLines: readonly string[];
  readonly headers: Headers;
  readonly body: Buffer;
  readonly text: string;
};

export type Exchange = { readonly socket: Socket; readonly answer: Promise<RawAnswer> };

/** Sends bytes that may be only the beginning: the test goes on with the socket. */
export function begin(port: number, bytes: Uint8Array): Exchange {
  const socket = connect(port, '127.0.0.1');
  const answer = answerOn(socket);
  socket.write(bytes);
  return { socket, answer };
}

/** Sends bytes and waits until the other side closes. `end` closes our side first, as a client does that goes away. */
export async function send(port: number, bytes: Uint8Array, end = false): Promise<RawAnswer> {
  const { socket, answer } = begin(port, bytes);
  if (end) socket.end();
  return answer;
}

export async function get(port: number, path: string, method = 'GET'): Promise<RawAnswer> {
  const request = `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`;
  return send(port, Buffer.from(request, 'latin1'));
}

/** GET of a key, whatever it is called. */
export function getKey(port: number, key: string): Promise<RawAnswer> {
  return get(port, `/${encodeURIComponent(key)}`);
}

/** All that comes until the connection is closed. */
export async function answerOn(socket: Socket): Promise<RawAnswer> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  // A reset after the answer takes nothing away from it.
  socket.on('error', () => undefined);
  // Not by events.once, which makes an error of it.
  await new Promise((resolve) => socket.once('close', resolve));
  return readAnswer(Buffer.concat(chunks));
}

/** The answer as soon as it is there, which may be before the request is; then hangs up. */
export async function earlyAnswerOn(socket: Socket): Promise<RawAnswer> {
  const chunks: Buffer[] = [];
  socket.on('error', () => undefined);
  return new Promise((resolve) => {
    const finish = () => {
      socket.destroy();
      resolve(readAnswer(Buffer.concat(chunks)));
    };
    socket.once('close', finish);
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      const { headers, body } = readAnswer(Buffer.concat(chunks));
      const length = headers.get('content-length');
      if (length !== null && body.byteLength >= Number(length)) finish();
    });
  });
}

/** Status 0 if nothing came. */
function readAnswer(bytes: Buffer): RawAnswer {
  const end = bytes.indexOf('\r\n\r\n');
  const [first = '', ...headerLines] = bytes
    .subarray(0, Math.max(end, 0))
    .toString('latin1')
    .split('\r\n');
  const headers = new Headers(
    headerLines.map((line): [string, string] => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1).trim()];
    }),
  );
  const rest = end < 0 ? Buffer.alloc(0) : bytes.subarray(end + 4);
  const body = headers.get('transfer-encoding') === 'chunked' ? unchunked(rest) : rest;
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(first)?.[1] ?? 0);
  return { status, headerLines, headers, body, text: body.toString('utf8') };
}

function unchunked(bytes: Buffer): Buffer {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    const size = lineEnd < 0 ? 0 : Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    if (!(size > 0)) return Buffer.concat(chunks);
    chunks.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
}

export type CloudOnPort = {
  readonly port: number;
  readonly url: string;
  /** Sends a form that is accepted, or with more fields. */
  post(key: string, bytes: string | Uint8Array, more?: Fields): Promise<RawAnswer>;
  get(key: string): Promise<RawAnswer>;
  close(): Promise<void>;
};

/** The embedded cloud on a free port of loopback. */
export async function startCloud(
  options: CloudOptions = {},
  limits: Partial<CloudLimits> = {},
): Promise<CloudOnPort> {
  const { report } = options;
  const { server, origin } = await startCloudServer(
    { host: '127.0.0.1', port: 0, limits, ...(report && { report }) },
    () => createCloud(options),
  );
  const port = Number(new URL(origin).port);
  return {
    port,
    url: origin,
    async post(key, bytes, more = []) {
      const fields = [...(await signedFields(key)), ...more];
      return send(port, postRequest(formBody(fields, bytes)));
    },
    get: (key) => getKey(port, key),
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
