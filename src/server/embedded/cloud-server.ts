import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Cloud } from '../../simulator/cloud.ts';
import type { RequestHead } from '../../simulator/bucket/bucket.ts';
import { OssRefusal } from '../../simulator/bucket/oss-refusal.ts';
import type { PostForm } from '../../simulator/bucket/post-object.ts';
import { CONNECTIONS_MAX, limitConnections, type ConnectionLimit } from './upload-limit.ts';
import { createPreludeRoom, type PreludeRoom } from './form-prelude.ts';
import { createLinger, LINGER, type Linger, type LingerLimits } from './linger.ts';
import { createUploadGate, OPEN_UPLOADS_MAX, type UploadGate } from './open-uploads.ts';
import { readPostForm } from './multipart.ts';
import { readRpcBody } from './rpc-body.ts';
import { withBodyTimeout, BODY_PACE, withTimeout, type Pace } from './body-timeout.ts';
import type { Wire, WiredRequest } from './wire.ts';
import { writeResponse } from './write-response.ts';

/** What clients may make of this server's time and places. */
export type CloudLimits = {
  readonly headersTimeoutMs: number;
  readonly bodyPace: Pace;
  readonly openUploadsMax: number;
  /** How long everything of a form before its file may take. */
  readonly fieldsTimeoutMs: number;
  readonly connectionsMax: number;
} & LingerLimits;

const LIMITS: CloudLimits = {
  headersTimeoutMs: 15_000,
  bodyPace: BODY_PACE,
  openUploadsMax: OPEN_UPLOADS_MAX,
  fieldsTimeoutMs: 30_000,
  connectionsMax: CONNECTIONS_MAX,
  ...LINGER,
};

/** The simulated cloud on a port of its own, so that a browser's POST is cross-origin, as in production. */
export function createCloudServer(
  cloud: Cloud,
  report: (error: unknown) => void = () => {},
  limits: Partial<CloudLimits> = {},
  wire?: Wire,
): Server {
  const all = { ...LIMITS, ...limits };
  const { headersTimeoutMs, bodyPace, openUploadsMax, connectionsMax } = all;
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
  const house: House = {
    cloud,
    limits: all,
    gate: createUploadGate(openUploadsMax),
    room: createPreludeRoom(),
    places: limitConnections(server, connectionsMax),
    linger: createLinger(all, bodyPace),
    wire,
  };
  // For whoever does not take an answer; later than the watch over bodies, which gives a reason.
  server.timeout = bodyPace.patienceMs + 60_000;
  return server;
}

type House = {
  readonly cloud: Cloud;
  readonly limits: CloudLimits;
  readonly gate: UploadGate;
  readonly room: PreludeRoom;
  readonly places: ConnectionLimit;
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
  const { cloud, limits, linger, places } = house;
  const url = urlOf(request);
  const head = { url: url?.href ?? 'http://localhost/', origin: request.headers.origin ?? null };
  const wired = house.wire?.(head, request);
  const write = async (answer: Response) => {
    const leave = answer.ok && answer.body !== null ? places.serve(request.socket) : () => {};
    await writeResponse(request, response, answer, linger).finally(leave);
  };
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
  if (isFormElsewhere(request)) {
    return refuse(
      new OssRefusal(
        'MethodNotAllowed',
        "A form is posted to '/', whatever its file is to be called: that says its field 'key'. Nothing of this one was kept.",
        undefined,
        { allow: 'GET, HEAD, OPTIONS' },
      ),
    );
  }
  const body =
    request.method === 'POST'
      ? await withBodyTimeout(request, limits.bodyPace, (signal) => readRpcBody(request, signal))
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

/** Its place is taken once its form is verified, and free again once it is stored or refused: an answer may take its time. */
async function takeUpload(
  { cloud, limits, gate, room, places }: House,
  head: RequestHead,
  request: IncomingMessage,
  wired: WiredRequest | undefined,
): Promise<Response> {
  let leave = () => {};
  const enter = () => {
    const leaveGate = gate.enter();
    const endServing = places.serve(request.socket);
    leave = () => {
      leaveGate();
      endServing();
    };
  };
  try {
    return await withBodyTimeout(request, limits.bodyPace, async (signal) => {
      const form = await withTimeout(limits.fieldsTimeoutMs, signal, (signal) =>
        readPostForm(wired?.body() ?? request, { signal, room }),
      );
      return cloud.postObject(head, form instanceof OssRefusal ? form : onFirstRead(form, enter));
    });
  } finally {
    leave();
  }
}

/** A store asks for a form's first byte when it has verified everything before it. */
function onFirstRead(form: PostForm, enter: () => void): PostForm {
  const { file } = form;
  if (file === undefined) return form;
  async function* bytes(from: AsyncIterable<Uint8Array>) {
    enter();
    yield* from;
  }
  return { ...form, file: { ...file, bytes: bytes(file.bytes) } };
}

/** The bucket and the platform share the root path; an RPC call is a query or a URL-encoded form. */
function isPostObject(request: IncomingMessage, url: URL): boolean {
  if (request.method !== 'POST' || url.pathname !== '/') return false;
  const type = (request.headers['content-type'] ?? '').toLowerCase();
  if (type.startsWith('multipart/')) return true;
  return url.search === '' && !type.startsWith('application/x-www-form-urlencoded');
}

/** `isPostObject` has taken those that are posted where they belong. */
function isFormElsewhere(request: IncomingMessage): boolean {
  const type = (request.headers['content-type'] ?? '').toLowerCase();
  return request.method === 'POST' && type.startsWith('multipart/');
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
