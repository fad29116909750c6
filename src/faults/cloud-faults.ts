import { refusalAnswer, type RequestHead } from '../simulator/bucket/bucket.ts';
import { OssRefusal } from '../simulator/bucket/oss-refusal.ts';
import type { PostedFile, PostForm } from '../simulator/bucket/post-object.ts';
import { operationOf, type Cloud } from '../simulator/cloud.ts';
import type { PlayedPlan, Post } from './fault-plan.ts';
import { isWireFault, type Fault, type Unseen } from './fault.ts';
import { cutShort, flipBit } from './faulty-file.ts';
import { foreignAnswer } from './foreign-answers.ts';
import { scriptedRefusal } from './store-refusals.ts';
import { answerTicketCall, isTicketCall } from './ticket-answer.ts';

/** A request that came over a socket. */
export type Exchange = {
  /** The POST that is being answered, which the socket has met already. */
  readonly post: Post | undefined;
  /** The client's address. */
  readonly from?: string | undefined;
};

/**
 * Puts a plan between a cloud and its callers: everything that can be played without a socket.
 * @param exchange the request that is being answered, if it came over a socket
 */
export function playFaults(
  plan: PlayedPlan,
  exchange: () => Exchange | undefined = () => undefined,
): (cloud: Cloud) => Cloud {
  const onItsSocket = (answer: Response) => {
    if (plan.preflight === 'own-socket') answer.headers.set('connection', 'close');
    return answer;
  };
  return (cloud) => ({
    async fetch(request) {
      if (operationOf(request) === 'rpc-call') {
        const fault = isTicketCall(request) ? plan.meetTicket() : undefined;
        const pass = () => cloud.fetch(request);
        return fault === undefined ? pass() : answerTicketCall(fault, pass);
      }
      const answer = await answerLookUp(plan, cloud, request, exchange()?.from);
      const isPreflight = request.method === 'OPTIONS';
      if (isPreflight && plan.preflight !== 'as-it-comes') {
        answer.headers.set('access-control-max-age', '0');
      }
      return onItsSocket(answer);
    },
    async postObject(head, form) {
      const post = exchange()?.post ?? meetInMemory(plan, form);
      return onItsSocket(
        await altered(plan, post, await answerPost(plan, post, cloud, head, form)),
      );
    },
  });
}

function meetInMemory(plan: PlayedPlan, { fields, file }: PostForm): Post {
  // A form without a file is a question, as one without a key is.
  const key = file && fields.find(([name]) => name.toLowerCase() === 'key')?.[1];
  const bytes = file?.announcedBytes || Number.POSITIVE_INFINITY;
  const size = { bodyBytes: bytes, fileStart: 0, fileBytes: bytes };
  const post = plan.meet({ key, size, socket: undefined });
  const wireFault = post.faults.find(isWireFault);
  if (wireFault !== undefined) {
    throw new Error(`'${wireFault.kind}' needs a socket to be played on.`);
  }
  return post;
}

async function answerPost(
  plan: PlayedPlan,
  post: Post,
  cloud: Cloud,
  head: RequestHead,
  form: PostForm,
): Promise<Response> {
  const { file } = form;
  if (file === undefined) {
    // What decides over a ticket decides over a form without its file as well; a question meets no other refusal.
    const fault = post.faults.find(({ kind }) => kind === 'refused');
    if (fault?.kind !== 'refused') return cloud.postObject(head, form);
    plan.bit(post, fault, 0);
    return refusalAnswer(head, scriptedRefusal(fault.as, fault.retryAfterS));
  }
  const instead: { answer?: Response } = {};
  let bytes = post.socket === undefined ? counted(plan, post, file.bytes) : file.bytes;
  for (const fault of post.faults) bytes = injectedInto(bytes, plan, post, fault, instead);
  const answer = await cloud.postObject(head, { ...form, file: { ...file, bytes } });
  return instead.answer ?? answer;
}

async function* counted(
  plan: PlayedPlan,
  post: Post,
  bytes: PostedFile['bytes'],
): PostedFile['bytes'] {
  for await (const chunk of bytes) {
    plan.took(post, chunk.byteLength);
    yield chunk;
  }
}

/** What the bucket gets to read. A fault that cuts it short leaves the answer to be given in `instead`. */
function injectedInto(
  bytes: PostedFile['bytes'],
  plan: PlayedPlan,
  post: Post,
  fault: Fault,
  instead: { answer?: Response },
): PostedFile['bytes'] {
  switch (fault.kind) {
    case 'refused':
      return cutShort(bytes, fault.at, post.size, (bodyBytes) => {
        plan.bit(post, fault, bodyBytes);
        return scriptedRefusal(fault.as, fault.retryAfterS);
      });
    case 'gateway-error':
    case 'portal-page':
    case 'redirected':
    case 'huge-error':
    case 'xml-bomb':
      return cutShort(bytes, fault.at, post.size, (bodyBytes) => {
        plan.bit(post, fault, bodyBytes);
        instead.answer = foreignAnswer(fault);
        // It only makes the bucket forget what it has; the client gets the other answer.
        return scriptedRefusal('InternalError');
      });
    case 'flipped-bit':
      return flipBit(bytes, fault, post.size, (bodyBytes) => plan.bit(post, fault, bodyBytes));
    default:
      return bytes;
  }
}

/** What the client gets to read of the answer, and when. */
async function altered(plan: PlayedPlan, post: Post, answer: Response): Promise<Response> {
  for (const fault of post.faults) {
    if (fault.kind === 'no-cors') {
      plan.bit(post, fault, post.bytesTaken);
      removeCors(answer);
    } else if (fault.kind === 'hidden-checksum' && answer.ok) {
      plan.bit(post, fault, post.bytesTaken);
      hideChecksum(answer, fault.from);
    } else if (fault.kind === 'late-answer' && answer.ok) {
      plan.bit(post, fault, post.bytesTaken);
      await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
    }
  }
  return answer;
}

/** OPTIONS, HEAD and GET. */
async function answerLookUp(
  plan: PlayedPlan,
  cloud: Cloud,
  request: Request,
  from?: string,
): Promise<Response> {
  const { method, url, signal } = request;
  const head = { url, origin: request.headers.get('origin') };
  if (method === 'OPTIONS') {
    if (plan.meetPreflight(from) === undefined) return cloud.fetch(request);
    const refusal = 'CORSResponse: CORS is not enabled for this bucket.';
    return refusalAnswer({ ...head, origin: null }, new OssRefusal('AccessForbidden', refusal));
  }
  if (method !== 'HEAD' && method !== 'GET') return cloud.fetch(request);

  const { faults, heads } = plan.lookUp(method, keyOf(url));
  // A GET sees what the HEAD before it saw.
  const unseen = faults.find((fault) => fault.kind === 'unseen-object');
  const isUnseen = unseen !== undefined && heads + (method === 'GET' ? 1 : 0) <= unseen.heads;
  const answer = isUnseen
    ? refusalAnswer(head, await unseenRefusal(unseen.as, signal))
    : await cloud.fetch(request);
  for (const fault of faults) {
    if (fault.kind === 'hidden-checksum') hideChecksum(answer, fault.from);
    if (fault.kind === 'no-cors' && fault.on === 'everything') removeCors(answer);
  }
  return method === 'HEAD' ? new Response(null, answer) : answer;
}

async function unseenRefusal(as: Unseen, signal: AbortSignal): Promise<OssRefusal> {
  switch (as) {
    case 404:
      return new OssRefusal('NoSuchKey', 'The specified key does not exist.');
    case 403:
      return scriptedRefusal('AccessDenied');
    case 503:
      return scriptedRefusal('ServiceUnavailable');
    case 'silence':
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      });
  }
}

function keyOf(url: string): string {
  const { pathname } = new URL(url);
  try {
    return decodeURIComponent(pathname.slice(1));
  } catch {
    return pathname.slice(1);
  }
}

/** A header that is not exposed is hidden from pages alone. */
function hideChecksum({ headers }: Response, from: 'pages' | 'everybody'): void {
  if (from === 'everybody') headers.delete('x-oss-hash-crc64ecma');
  const exposed = headers.get('access-control-expose-headers');
  if (exposed === null) return;
  headers.set(
    'access-control-expose-headers',
    exposed
      .split(', ')
      .filter((name) => name !== 'x-oss-hash-crc64ecma')
      .join(', '),
  );
}

function removeCors({ headers }: Response): void {
  const names = Array.from(headers.keys()).filter((name) => name.startsWith('access-control-'));
  for (const name of names) headers.delete(name);
}
