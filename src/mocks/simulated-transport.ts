import { requestIdIn } from '../contract/header-value.ts';
import { ERROR_BODY_MAX_CHARS } from '../contract/limits.ts';
import { playFaults } from '../faults/cloud-faults.ts';
import type { PlayedPlan, Post } from '../faults/fault-plan.ts';
import type { Cloud } from '../simulator/cloud.ts';
import { untilAborted } from '../upload/abort.ts';
import type { OutgoingForm, StoreReply, Transport } from '../upload/transfer/transport.ts';
import { openLine } from './simulated-line.ts';
import { LINES, type LineProfile } from './controls/line-profile.ts';

export type SimulatedTransportOptions = {
  readonly cloud: Cloud;
  /** What goes wrong, on the line as in the store; the same faults as those of a socket. */
  readonly plan: PlayedPlan;
  /** Origin of the page. */
  readonly origin: string;
  /** The line as it is now; that of an office, unless told otherwise. */
  readonly profile?: () => LineProfile;
};

/**
 * Sends without a network: really reads the file, piece by piece, and hands it to the simulated cloud, which judges the form
 * and computes the checksum as it does for a real one.
 */
export function createSimulatedTransport(options: SimulatedTransportOptions): Transport {
  const { cloud, plan, origin, profile = () => LINES.office } = options;
  /** Transfers beside each other share one line. */
  let open = 0;
  const share = () => 1 / Math.max(1, open);
  let posting: Post | undefined;
  const faulty = playFaults(plan, () => posting && { post: posting })(cloud);
  return {
    async send(form, watch) {
      // The browser asks before it sends: a store that is away, or has no CORS rule, gets nothing.
      if (plan.isAway() || plan.meetPreflight() !== undefined) return { kind: 'unreachable' };
      const post = plan.meet({ key: keyOf(form), size: sizeOf(form), socket: undefined });
      const line = openLine(form, watch, { profile, share, post, plan });
      posting = post;
      open += 1;
      // Looks at `posting` before it waits for anything, so that uploads beside each other do not mix.
      const answering = faulty.postObject(
        { url: `${form.host}/`, origin },
        {
          fields: form.fields,
          file: {
            fileName: form.fileName,
            announcedBytes: form.file.size,
            bytes: line.bytes,
          },
        },
      );
      posting = undefined;
      const answer = await answering.finally(() => (open -= 1));
      watch.signal.throwIfAborted();
      if (line.isBroken()) return { kind: 'unreachable' };
      const lost = post.faults.find((fault) => fault.kind === 'lost-answer');
      if (lost !== undefined && answer.ok) {
        plan.noteBite(post, lost, form.file.size);
        return lost.by === 'silence' ? untilAborted(watch.signal) : { kind: 'unreachable' };
      }
      return asPagesRead(answer, form.host);
    },
  };
}

function keyOf({ fields }: OutgoingForm): string | undefined {
  return fields.find(([name]) => name === 'key')?.[1];
}

/** There is no form around the file where nothing is written on a wire. */
function sizeOf({ file }: OutgoingForm): Post['size'] {
  return { bodyBytes: file.size, fileStart: 0, fileBytes: file.size };
}

/** By the rules of CORS, as a browser applies them. A redirect leads out of the simulation, where nothing answers. */
async function asPagesRead(answer: Response, host: string): Promise<StoreReply> {
  const { headers, status } = answer;
  const isRedirect = status >= 300 && status < 400;
  if (isRedirect || !headers.has('access-control-allow-origin')) return { kind: 'unreachable' };
  const exposed = (headers.get('access-control-expose-headers') ?? '').toLowerCase().split(', ');
  const read = (name: string) => (exposed.includes(name) ? headers.get(name) : null);
  return {
    kind: 'answered',
    status,
    origin: host,
    crc64: read('x-oss-hash-crc64ecma'),
    requestId: requestIdIn(read('x-oss-request-id')),
    retryAfter: read('retry-after'),
    body: (await answer.text()).slice(0, ERROR_BODY_MAX_CHARS),
  };
}
