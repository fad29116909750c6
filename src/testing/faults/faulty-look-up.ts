import type { Unseen } from './fault.ts';
import type { BucketService } from '../../simulator/bucket/bucket.ts';
import { OssRefusal } from '../../simulator/bucket/oss-refusal.ts';
import type { FaultPlan } from './fault-plan.ts';
import { hideChecksum, withoutCors } from './faulty-headers.ts';
import { scriptedRefusal } from './store-refusals.ts';

/** OPTIONS, HEAD and GET. */
export async function answerLookUp(
  plan: FaultPlan,
  bucket: BucketService,
  request: Request,
): Promise<Response> {
  const { method, url, signal } = request;
  const head = { url, origin: request.headers.get('origin') };
  if (method === 'OPTIONS') {
    if (plan.meetPreflight() === undefined) return bucket.fetch(request);
    const refusal = 'CORSResponse: CORS is not enabled for this bucket.';
    return bucket.postObject({ ...head, origin: null }, new OssRefusal('AccessForbidden', refusal));
  }
  if (method !== 'HEAD' && method !== 'GET') return bucket.fetch(request);

  const { faults, heads } = plan.lookUp(method, keyOf(url));
  // A GET sees what the HEAD before it saw.
  const unseen = faults.find((fault) => fault.kind === 'unseen-object');
  const isUnseen = unseen !== undefined && heads + (method === 'GET' ? 1 : 0) <= unseen.heads;
  const answer = isUnseen
    ? await bucket.postObject(head, await unseenRefusal(unseen.as, signal))
    : await bucket.fetch(request);
  for (const fault of faults) {
    if (fault.kind === 'hidden-checksum') hideChecksum(answer, fault.from);
    if (fault.kind === 'no-cors' && fault.on === 'everything') withoutCors(answer);
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
