import type { FaultPlan, Post } from './fault-plan.ts';
import { isWireFault, type Fault } from './fault.ts';
import { hideChecksum, withoutCors } from './faulty-headers.ts';
import { cutShort, flipBit } from './faulty-file.ts';
import { answerLookUp } from './faulty-look-up.ts';
import { foreignAnswer } from './foreign-answers.ts';
import type { BucketService, RequestHead } from '../../simulator/bucket/bucket.ts';
import { OssRefusal } from '../../simulator/bucket/oss-refusal.ts';
import type { PostedFile, PostForm } from '../../simulator/bucket/post-object.ts';
import { scriptedRefusal } from './store-refusals.ts';

/** Puts a plan between a bucket and whoever asks it: everything that can be played without a socket. */
export function playFaults(plan: FaultPlan): (bucket: BucketService) => BucketService {
  return (bucket) => ({
    async fetch(request) {
      const answer = await answerLookUp(plan, bucket, request);
      const isPreflight = request.method === 'OPTIONS';
      if (isPreflight && plan.preflight !== 'as-it-comes') {
        answer.headers.set('access-control-max-age', '0');
      }
      return onItsSocket(plan, answer);
    },
    async postObject(head, form) {
      const post = plan.metBefore(head) ?? meetWithoutWire(plan, head, form);
      if (post === undefined) return onItsSocket(plan, await bucket.postObject(head, form));
      const instead: { answer?: Response } = {};
      const answer = await bucket.postObject(head, spoilt(plan, post, form, instead));
      return onItsSocket(plan, await twisted(plan, post, instead.answer ?? answer));
    },
  });
}

function onItsSocket({ preflight }: FaultPlan, answer: Response): Response {
  if (preflight === 'own-socket') answer.headers.set('connection', 'close');
  return answer;
}

/** In memory there is no wire that has seen the POST coming. */
function meetWithoutWire(
  plan: FaultPlan,
  head: RequestHead,
  form: PostForm | OssRefusal,
): Post | undefined {
  if (form instanceof OssRefusal) return undefined;
  // A form without a file is a question, as one without a key is.
  const key =
    form.file === undefined
      ? undefined
      : form.fields.find(([name]) => name.toLowerCase() === 'key')?.[1];
  const bytes = form.file?.announcedBytes || Number.POSITIVE_INFINITY;
  const size = { bodyBytes: bytes, fileStart: 0, fileBytes: bytes };
  const post = plan.meet(head, { key, size, socket: undefined });
  const wireFault = post.faults.find(isWireFault);
  if (wireFault !== undefined)
    throw new Error(`'${wireFault.kind}' needs a socket to be played on.`);
  return post;
}

/** What the bucket gets to read. A fault that cuts it short leaves the answer to be given in `instead`. */
function spoilt(
  plan: FaultPlan,
  post: Post,
  form: PostForm | OssRefusal,
  instead: { answer?: Response },
): PostForm | OssRefusal {
  if (form instanceof OssRefusal) return form;
  if (form.file === undefined) return refusedTicket(plan, post) ?? form;
  let { bytes } = form.file;
  if (post.socket === undefined) bytes = counted(plan, post, bytes);
  for (const fault of post.faults) bytes = spoiltBy(plan, post, fault, bytes, instead);
  return { ...form, file: { ...form.file, bytes } };
}

/** What decides over a ticket decides over a form without its file as well; no other refusal is among a question's faults. */
function refusedTicket(plan: FaultPlan, post: Post): OssRefusal | undefined {
  const fault = post.faults.find(({ kind }) => kind === 'refused');
  if (fault?.kind !== 'refused') return undefined;
  plan.bit(post, fault, 0);
  return scriptedRefusal(fault.as, fault.retryAfterS);
}

function spoiltBy(
  plan: FaultPlan,
  post: Post,
  fault: Fault,
  bytes: PostedFile['bytes'],
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
        // It only makes the bucket forget what it has; nobody gets to read it.
        return scriptedRefusal('InternalError');
      });
    case 'flipped-bit':
      return flipBit(bytes, fault, post.size, (bodyBytes) => plan.bit(post, fault, bodyBytes));
    case 'hidden-checksum':
    case 'no-cors':
    case 'late-answer':
    case 'unseen-object':
    case 'reset':
    case 'closed':
    case 'stalled':
    case 'slowed':
    case 'lost-answer':
      return bytes;
  }
}

async function* counted(
  plan: FaultPlan,
  post: Post,
  bytes: PostedFile['bytes'],
): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    plan.took(post, chunk.byteLength);
    yield chunk;
  }
}

/** What the client gets to read of the answer, and when. */
async function twisted(plan: FaultPlan, post: Post, answer: Response): Promise<Response> {
  for (const fault of post.faults) {
    switch (fault.kind) {
      case 'hidden-checksum':
        if (!answer.ok) break;
        plan.bit(post, fault, post.bytesTaken);
        hideChecksum(answer, fault.from);
        break;
      case 'no-cors':
        plan.bit(post, fault, post.bytesTaken);
        withoutCors(answer);
        break;
      case 'late-answer':
        if (!answer.ok) break;
        plan.bit(post, fault, post.bytesTaken);
        await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
        break;
      case 'refused':
      case 'gateway-error':
      case 'portal-page':
      case 'redirected':
      case 'huge-error':
      case 'xml-bomb':
      case 'flipped-bit':
      case 'unseen-object':
      case 'reset':
      case 'closed':
      case 'stalled':
      case 'slowed':
      case 'lost-answer':
    }
  }
  return answer;
}
