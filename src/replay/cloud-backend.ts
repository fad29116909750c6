import type { FileSuffix } from '../contract/file-suffix.ts';
import { signedTicketCall } from '../contract/platform-call.ts';
import { encodePolicy, signPolicy } from '../contract/post-policy.ts';
import { readTicketAnswer, ticketEnvelope, type TicketEnvelope } from '../contract/ticket.ts';
import type { PostForm } from '../simulator/bucket/post-object.ts';
import { forgetfulStore } from '../simulator/bucket/store.ts';
import { createCloud, SAMPLE_CREDENTIALS } from '../simulator/cloud.ts';
import type { ReplayClock } from './replay-clock.ts';
import type { Terms } from './script.ts';

/** An address that can never be anyone's: RFC 2606 keeps `.invalid` free for good. */
export const STORE = 'https://simulated.invalid';

/** Our server and the simulated cloud behind it, in one. */
export type CloudBackend = {
  /** Posts a form whose transfer has begun at `wall`: that is when a store looks at the policy. */
  readonly post: (form: PostForm, wall: number) => Promise<Response>;
  /** What the server answers: a ticket of the simulated platform, with the terms of the recorded one. */
  issue(suffix: FileSuffix, terms: Terms): Promise<TicketEnvelope>;
};

const LIFE_MS = 60_000;
const SIZE_MAX = Number.MAX_SAFE_INTEGER;

export function createCloudBackend(clock: ReplayClock): CloudBackend {
  let begunAt: number | undefined;
  const cloud = createCloud({
    store: forgetfulStore(),
    origin: STORE,
    now: () => begunAt ?? clock.wall(),
  });
  const access = { dialect: 'tuya', endpoint: STORE, credentials: SAMPLE_CREDENTIALS } as const;
  return {
    async post(form, wall) {
      begunAt = wall;
      try {
        return await cloud.postObject({ url: `${STORE}/`, origin: STORE }, form);
      } finally {
        begunAt = undefined;
      }
    },
    async issue(suffix, terms) {
      const stamp = { at: new Date(clock.wall()), nonce: crypto.randomUUID() };
      const call = await signedTicketCall(access, suffix, stamp);
      const answer = readTicketAnswer(await (await cloud.fetch(call)).json());
      if (answer.kind !== 'issued') throw new Error(`The simulated platform said ${answer.kind}.`);
      const { ticket, requestId } = answer;
      const created = Date.parse(ticket.utcCreate);
      const policy = terms.isReadable
        ? encodePolicy(new Date(created + (terms.lifeMs ?? LIFE_MS)), [
            ['content-length-range', terms.size?.min ?? 0, terms.size?.max ?? SIZE_MAX],
            ['starts-with', '$key', terms.allowsKey ? '' : `not-${ticket.key}`],
          ])
        : btoa('{}');
      const signature = await signPolicy(access.credentials.accessKeySecret, policy);
      const token = terms.mayAsk ? ticket.firmwareUrl : undefined;
      return ticketEnvelope({ ...ticket, policy, signature }, requestId, token);
    },
  };
}
