import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { refusalAnswer, type RequestHead } from '../../simulator/bucket/bucket.ts';
import { OssRefusal } from '../../simulator/bucket/oss-refusal.ts';
import type { PostForm } from '../../simulator/bucket/post-object.ts';
import { operationOf, type Cloud } from '../../simulator/cloud.ts';
import { hostInUrl, listen } from '../process/listening.ts';
import { withTimeLimit } from '../process/time-limit.ts';
import { BODY_PACE, tooSlow, withBodyTimeout, type Pace } from './body-timeout.ts';
import { CONNECTIONS_MAX, limitConnections, type ConnectionLimit } from './connection-limit.ts';
import {
  limitUploads,
  OPEN_UPLOADS_MAX,
  TURN_WITHIN_MS,
  type UploadLimit,
} from './upload-limit.ts';
import { createFormHeadBudget, type FormHeadBudget } from './form-head.ts';
import { readPostForm } from './multipart.ts';
import {
  createLinger,
  LINGER,
  writeResponse,
  type Linger,
  type LingerLimits,
} from './write-response.ts';

/** How much time, memory and how many connections clients may use. */
export type CloudLimits = {
  readonly headersTimeoutMs: number;
  readonly bodyPace: Pace;
  readonly openUploadsMax: number;
  /** How long an upload waits for its turn when so many are open. */
  readonly turnWithinMs: number;
  /** How long everything of a form before its file may take. */
  readonly fieldsTimeoutMs: number;
  readonly connectionsMax: number;
} & LingerLimits;

const LIMITS: CloudLimits = {
  headersTimeoutMs: 15_000,
  bodyPace: BODY_PACE,
  openUploadsMax: OPEN_UPLOADS_MAX,
  turnWithinMs: TURN_WITHIN_MS,
  fieldsTimeoutMs: 30_000,
  connectionsMax: CONNECTIONS_MAX,
  ...LINGER,
};

type Context = {
  readonly limits: CloudLimits;
  readonly uploads: UploadLimit;
  readonly budget: FormHeadBudget;
  readonly connections: ConnectionLimit;
  readonly linger: Linger;
};

type Report = (error: unknown) => void;

/** The simulated cloud on a port of its own, so that a browser's POST is cross-origin, as in production. */
export function createCloudServer(
  cloud: Cloud,
  report: Report = () => {},
  limits: Partial<CloudLimits> = {},
): Server {
  const { server, context } = createLimitedServer(limits);
  serve(server, context, cloud, report);
  return server;
}

export type CloudPlace = {
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  readonly report?: Report;
  readonly limits?: Partial<CloudLimits>;
};

export type StartedCloud = {
  readonly server: Server;
  readonly origin: string;
  /** Calls the platform without the port, where nothing happens to requests on their way. */
  readonly callPlatform: Cloud['callPlatform'];
};

/** Listens first, and makes the cloud for the origin it then has: tickets name it. @throws StartError */
export async function startCloudServer(
  { host, port, report = () => {}, limits = {} }: CloudPlace,
  makeCloud: (origin: string) => Cloud,
): Promise<StartedCloud> {
  const { server, context } = createLimitedServer(limits);
  const actual = await listen(server, host, port, 'CLOUD_PORT');
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : hostInUrl(host);
  const origin = `http://${reachable}:${actual}`;
  // Node hands over no connection between the promise of `listen` and this line.
  const cloud = makeCloud(origin);
  serve(server, context, cloud, report);
  return { server, origin, callPlatform: cloud.callPlatform };
}

function createLimitedServer(changed: Partial<CloudLimits>): { server: Server; context: Context } {
  const limits = { ...LIMITS, ...changed };
  const { headersTimeoutMs, bodyPace, openUploadsMax, turnWithinMs, connectionsMax } = limits;
  const server = createServer({
    headersTimeout: headersTimeoutMs,
    // No limit for a whole request: 1,000 MiB at 1 Mbit/s take over two hours. The pace of its body is watched instead.
    requestTimeout: 0,
    keepAliveTimeout: 60_000,
    connectionsCheckingInterval: Math.ceil(headersTimeoutMs / 3),
  });
  // For a client that does not take its answer; later than the watch over bodies, which gives a reason.
  server.timeout = bodyPace.patienceMs + 60_000;
  const context = {
    limits,
    uploads: limitUploads(openUploadsMax, turnWithinMs),
    budget: createFormHeadBudget(),
    connections: limitConnections(server, connectionsMax),
    linger: createLinger(limits, bodyPace),
  };
  return { server, context };
}

function serve(server: Server, context: Context, cloud: Cloud, report: Report): void {
  server.on('request', (request, response) => {
    respond(context, cloud, request, response).catch((error: unknown) => {
      // A client that goes away in the middle of an answer is no mistake of ours.
      if (!request.destroyed) report(error);
      response.destroy();
    });
  });
}

async function respond(
  context: Context,
  cloud: Cloud,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const text = `http://${request.headers.host ?? 'localhost'}${request.url ?? '/'}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const head = { url: url?.href ?? 'http://localhost/', origin: request.headers.origin ?? null };
  const answer = await answerTo(context, cloud, url, head, request).catch((error: unknown) => {
    if (error instanceof OssRefusal) return refusalAnswer(head, error);
    throw error;
  });
  const isObject = answer.ok && answer.body !== null;
  const leave = isObject ? context.connections.serve(request.socket) : () => {};
  await writeResponse(request, response, answer, context.linger).finally(leave);
}

/** What a Fetch `Request` can be made of; it refuses TRACE and CONNECT. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']);

/** The cloud says what the request is, by its head; here its body is read accordingly. @throws OssRefusal */
async function answerTo(
  context: Context,
  cloud: Cloud,
  url: URL | undefined,
  head: RequestHead,
  request: IncomingMessage,
): Promise<Response> {
  const { method = '' } = request;
  if (url === undefined || !METHODS.has(method)) {
    throw new OssRefusal('MethodNotAllowed', 'The method or the address is not one of this store.');
  }
  const headers = headersOf(request);
  switch (operationOf({ method, url: url.href, headers })) {
    case 'post-object':
      return takeUpload(context, cloud, head, request);
    case 'misplaced-form':
      return cloud.fetch(new Request(url, { method, headers }));
    case 'rpc-call':
    case 'object-request': {
      if (method !== 'POST') return cloud.fetch(new Request(url, { method, headers }));
      const body = await withBodyTimeout(request, context.limits.bodyPace, (signal) =>
        readSmallBody(request, signal),
      );
      return cloud.fetch(new Request(url, { method, headers, body }));
    }
  }
}

/** Counted as open from when its form is verified until it is stored or refused: an answer may take its time. */
async function takeUpload(
  { limits, uploads, budget, connections }: Context,
  cloud: Cloud,
  head: RequestHead,
  request: IncomingMessage,
): Promise<Response> {
  let leaveUploads = () => {};
  let endServing = () => {};
  try {
    return await withBodyTimeout(request, limits.bodyPace, async (signal) => {
      const enter = async () => {
        endServing = connections.serve(request.socket);
        leaveUploads = await uploads.enter(signal);
      };
      const form = await withTimeLimit(
        limits.fieldsTimeoutMs,
        signal,
        (signal) => readPostForm(request, { signal, budget }),
        tooSlow,
      );
      return cloud.postObject(head, onFirstRead(form, enter));
    });
  } finally {
    leaveUploads();
    endServing();
  }
}

/** A store asks for a form's first byte when it has verified everything before it. */
function onFirstRead(form: PostForm, enter: () => Promise<void>): PostForm {
  const { file } = form;
  if (file === undefined) return form;
  async function* bytes(from: AsyncIterable<Uint8Array>) {
    await enter();
    yield* from;
  }
  return { ...form, file: { ...file, bytes: bytes(file.bytes) } };
}

/** An RPC form is a few hundred bytes. */
const SMALL_BODY_MAX_BYTES = 64 * 1024;

/** The whole body. @param signal ends the reading, with its reason @throws OssRefusal */
function readSmallBody(request: IncomingMessage, signal: AbortSignal): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const refuse = (message: string) => reject(new OssRefusal('MalformedPOSTRequest', message));
    const chunks: Uint8Array[] = [];
    let size = 0;
    request.on('data', (chunk: Uint8Array) => {
      size += chunk.byteLength;
      if (size <= SMALL_BODY_MAX_BYTES) chunks.push(chunk);
      else refuse('A body of this size has to be a form for /.');
    });
    request.once('end', () => resolve(Buffer.concat(chunks)));
    // A client that goes away is no mistake of ours, and hears nothing of this.
    request.once('error', () => refuse('The body of your request was cut off.'));
    signal.addEventListener('abort', () => reject(signal.reason));
  });
}

function headersOf(request: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return headers;
}
