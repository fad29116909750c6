import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Cloud } from '../simulator/cloud.ts';
import { OssRefusal } from '../simulator/oss-refusal.ts';
import { readPostForm } from './post-stream.ts';

/** The simulated cloud on a port of its own, so that a browser's POST is cross-origin, as in production. */
export function createCloudServer(
  cloud: Cloud,
  report: (error: unknown) => void = () => {},
): Server {
  const server = createServer(
    {
      headersTimeout: 15_000,
      // No limit for a whole request: 1,000 MiB at 1 Mbit/s take over two hours. A silent socket is cut below.
      requestTimeout: 0,
      keepAliveTimeout: 60_000,
      connectionsCheckingInterval: 5_000,
    },
    (request, response) => {
      respond(cloud, request, response).catch((error: unknown) => {
        // A client that goes away in the middle of an answer is no mistake of ours.
        if (!request.destroyed) report(error);
        response.destroy();
      });
    },
  );
  server.timeout = SILENCE_MAX_MS;
  return server;
}

/** A connection on which nothing moves for this long is closed. */
const SILENCE_MAX_MS = 120_000;
/** An RPC form is a few hundred bytes. */
const FORM_MAX_BYTES = 64 * 1024;
/** What a Fetch `Request` can be made of; it refuses TRACE and CONNECT. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']);
/** After a refusal the rest of the body is read for this long, or the browser would see a reset instead of the answer. */
const LINGER_MS = 2_000;

async function respond(
  cloud: Cloud,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = urlOf(request);
  const head = { url: url?.href ?? 'http://localhost/', origin: request.headers.origin ?? null };
  const refuse = async (refusal: OssRefusal) =>
    write(request, response, await cloud.postObject(head, refusal));

  if (url === undefined || !METHODS.has(request.method ?? '')) {
    return refuse(
      new OssRefusal('MethodNotAllowed', 'The method or the address is not one of this store.'),
    );
  }
  if (isPostObject(request, url)) {
    return write(request, response, await cloud.postObject(head, await readPostForm(request)));
  }
  const body = request.method === 'POST' ? await collect(request) : undefined;
  if (body === 'too-large') {
    return refuse(
      new OssRefusal('MalformedPOSTRequest', 'A body of this size has to be a form for /.'),
    );
  }
  const answer = await cloud.fetch(
    new Request(url, {
      method: request.method ?? 'GET',
      headers: headersOf(request),
      ...(body === undefined ? {} : { body }),
    }),
  );
  return write(request, response, answer);
}

/** The bucket and the platform share the root path; an RPC call is a query or a URL-encoded form. */
function isPostObject(request: IncomingMessage, url: URL): boolean {
  if (request.method !== 'POST' || url.pathname !== '/') return false;
  const type = (request.headers['content-type'] ?? '').toLowerCase();
  if (type.startsWith('multipart/')) return true;
  return url.search === '' && !type.startsWith('application/x-www-form-urlencoded');
}

async function write(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Response,
): Promise<void> {
  response.statusCode = answer.status;
  for (const [name, value] of answer.headers) response.setHeader(name, value);
  if (!request.complete && request.method === 'POST') {
    // Refused while the body is still coming: an answer of a few hundred bytes, then patience.
    const body = Buffer.from(await answer.arrayBuffer());
    response.setHeader('connection', 'close');
    response.setHeader('content-length', body.byteLength);
    response.write(body);
    await drain(request);
    response.end();
    return;
  }
  // Nothing else has a body worth reading, but some clients send one.
  request.resume();
  if (answer.body === null) response.end();
  else await pipeline(Readable.fromWeb(answer.body), response);
}

/** Reads on and forgets, until the body is over or patience is. */
async function drain(request: IncomingMessage): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, LINGER_MS);
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    request.once('end', done).once('close', done).once('error', done);
    request.unpipe();
    request.resume();
  });
}

async function collect(request: IncomingMessage): Promise<Uint8Array | 'too-large'> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!(chunk instanceof Uint8Array)) continue;
    size += chunk.byteLength;
    if (size > FORM_MAX_BYTES) return 'too-large';
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function urlOf(request: IncomingMessage): URL | undefined {
  const text = `http://${request.headers.host ?? 'localhost'}${request.url ?? '/'}`;
  return URL.canParse(text) ? new URL(text) : undefined;
}

function headersOf(request: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return headers;
}
