import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Cloud } from '../simulator/cloud.ts';
import type { RequestHead } from '../simulator/object-store.ts';
import { OssRefusal } from '../simulator/oss-refusal.ts';
import { createLinger, LINGER, type Linger, type LingerLimits } from './linger.ts';
import { createUploadGate, OPEN_UPLOADS_MAX, type UploadGate } from './open-uploads.ts';
import { readPostForm } from './post-stream.ts';
import { readRpcBody } from './rpc-body.ts';
import { atPace, BODY_PACE, type Pace } from './slow-client.ts';
import type { Wire, WiredRequest } from './wire.ts';
import { writeAnswer } from './write-answer.ts';

/** What clients may make of this server's time and places. */
export type CloudLimits = {
  readonly headersTimeoutMs: number;
  readonly bodyPace: Pace;
  readonly openUploadsMax: number;
} & LingerLimits;

const LIMITS: CloudLimits = {
  headersTimeoutMs: 15_000,
  bodyPace: BODY_PACE,
  openUploadsMax: OPEN_UPLOADS_MAX,
  ...LINGER,
};

/** The simulated cloud on a port of its own, so that a browser's POST is cross-origin, as in production. */
export function createCloudServer(
  cloud: Cloud,
  report: (error: unknown) => void = () => {},
  limits: Partial<CloudLimits> = {},
  wire?: Wire,
): Server {
  const { headersTimeoutMs, bodyPace, openUploadsMax, ...lingering } = { ...LIMITS, ...limits };
  const gate = createUploadGate(openUploadsMax);
  const linger = createLinger(lingering, bodyPace);
  const house: House = { cloud, pace: bodyPace, gate, linger, wire };
  const server = createServer(
    {
      headersTimeout: headersTimeoutMs,
      // No limit for a whole request: 1,000 MiB at 1 Mbit/s take over two hours. The pace of its body is watched instead.
      requestTimeout: 0,
      keepAliveTimeout: 60_000,
      connectionsCheckingInterval: Math.ceil(headersTimeoutMs / 3),
    },
    (request, response) => {
      respond(house, request, response).catch((error: unknown) => {
        // A client that goes away in the middle of an answer is no mistake of ours.
        if (!request.destroyed) report(error);
        response.destroy();
      });
    },
  );
  // For whoever does not take an answer; later than the watch over bodies, which gives a reason.
  server.timeout = bodyPace.patienceMs + 60_000;
  return server;
}

type House = {
  readonly cloud: Cloud;
  readonly pace: Pace;
  readonly gate: UploadGate;
  readonly linger: Linger;
  readonly wire: Wire | undefined;
};

/** What a Fetch `Request` can be made of; it refuses TRACE and CONNECT. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']);

async function respond(
  house: House,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { cloud, pace, linger } = house;
  const url = urlOf(request);
  const head = { url: url?.href ?? 'http://localhost/', origin: request.headers.origin ?? null };
  const wired = house.wire?.(head, request);
  const write = (answer: Response) => writeAnswer(request, response, answer, linger);
  const refuse = async (refusal: OssRefusal) => write(await cloud.postObject(head, refusal));

  if (url === undefined || !METHODS.has(request.method ?? '')) {
    return refuse(
      new OssRefusal('MethodNotAllowed', 'The method or the address is not one of this store.'),
    );
  }
  if (isPostObject(request, url)) {
    const answer = await takeUpload(house, head, request, wired);
    return wired?.swallows(answer) ? undefined : write(answer);
  }
  const body =
    request.method === 'POST'
      ? await atPace(request, pace, (signal) => readRpcBody(request, signal))
      : undefined;
  if (body instanceof OssRefusal) return refuse(body);
  const answer = await cloud.fetch(
    new Request(url, {
      method: request.method ?? 'GET',
      headers: headersOf(request),
      ...(body === undefined ? {} : { body }),
    }),
  );
  return write(answer);
}

/** Its place is free again once the object is stored or refused: an answer may take its time. */
async function takeUpload(
  { cloud, pace, gate }: House,
  head: RequestHead,
  request: IncomingMessage,
  wired: WiredRequest | undefined,
): Promise<Response> {
  const leave = gate.enter();
  if (leave instanceof OssRefusal) return cloud.postObject(head, leave);
  try {
    return await atPace(request, pace, async (signal) =>
      cloud.postObject(head, await readPostForm(wired?.body() ?? request, signal)),
    );
  } finally {
    leave();
  }
}

/** The bucket and the platform share the root path; an RPC call is a query or a URL-encoded form. */
function isPostObject(request: IncomingMessage, url: URL): boolean {
  if (request.method !== 'POST' || url.pathname !== '/') return false;
  const type = (request.headers['content-type'] ?? '').toLowerCase();
  if (type.startsWith('multipart/')) return true;
  return url.search === '' && !type.startsWith('application/x-www-form-urlencoded');
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
