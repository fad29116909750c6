import { encodePolicy } from '../contract/post-policy.ts';
import { createCrc64 } from '../contract/crc64.ts';
import { digestClientOf } from '../replay/digest-client-of.ts';
import { clockSignal, createReplayClock, type ReplayClock } from '../replay/replay-clock.ts';
import { createStandIn, type StandIn } from '../replay/stand-in.ts';
import { untilAborted } from '../upload/abort.ts';
import { recordingOf, type Recording } from '../upload/exchange/recording.ts';
import type { AwayKind } from '../upload/model/away.ts';
import { createUploadQueue } from '../upload/queue/upload-queue.ts';
import { relayedTransport } from '../upload/transfer/relayed.ts';
import { createTicketClient } from '../upload/transfer/ticket-client.ts';
import type { ConfirmationOutcome } from '../upload/transfer/confirmation-client.ts';
import type { StoreAnswer, StoreReply } from '../upload/transfer/transport.ts';
import { SECRETS, type Secrets } from './canary-secrets.ts';
import { GOOD_ATTEMPT, INSECURE_HOST, STORE_HOST, type WorldPlan } from './upload-plan.ts';

/** Uploads that go wrong as a plan says, on a clock that does not wait: what comes of them is recorded. */

const RELAY = 'https://page.example/api/relay';
const LONGEST_MS = 3_600_000;

export type Recorded = { readonly recording: Recording; readonly policies: readonly string[] };

/** Bytes of a stand-in depend on its size alone, and are many. */
const checksums = new Map<number, Promise<string>>();
function crc64Of(size: number, standIn: StandIn): Promise<string> {
  const known = checksums.get(size) ?? standIn.crc64();
  checksums.set(size, known);
  return known;
}

/** Undefined where there is nothing that could be played. */
export async function record(
  plan: WorldPlan,
  secrets: Secrets = SECRETS,
): Promise<Recorded | undefined> {
  const clock = createReplayClock({ wall: Date.UTC(2026, 0, 1) });
  let condition = plan.condition;
  const standIn = createStandIn(plan.name, '', plan.size, () => condition);
  const crc64 = () => crc64Of(plan.size, standIn);
  const policies: string[] = [];
  const found: ConfirmationOutcome['confirmation'][] = [];
  const isAway = (away: AwayKind) =>
    plan.outages.some(
      (each) => each.away === away && clock.now() >= each.from && clock.now() < each.from + each.ms,
    );
  const attempt = () => {
    const state = queue.getSnapshot()[0]?.state;
    return state !== undefined && 'attempt' in state ? state.attempt : 0;
  };
  const planned = () => plan.attempts[attempt() - 1] ?? GOOD_ATTEMPT;

  async function ticket(init: RequestInit | undefined): Promise<Response> {
    const { ticket, ticketMs, lifeMs, maxBytes, hasToken } = planned();
    const signal = init?.signal ?? new AbortController().signal;
    await clock.sleep(ticketMs, signal);
    clock.isConnected = !isAway('network');
    if (ticket === 'silent') return untilAborted(signal);
    if (ticket === 'unreachable' || isAway('network') || isAway('server'))
      throw new TypeError('no');
    if (isAway('sign-in')) return new Response('', { status: 401 });
    const headers = { 'set-cookie': secrets.cookie, 'x-gateway-session': secrets.cookie };
    if (isAway('platform')) {
      return Response.json(
        { success: false, code: 'OtaDrop.PlatformUnreachable', errorMessage: 'no', requestId: 'r' },
        { status: 502, headers },
      );
    }
    if (typeof ticket === 'object' && 'status' in ticket) {
      const wait = ticket.retryAfter === undefined ? {} : { 'retry-after': ticket.retryAfter };
      return new Response(ticket.body, { status: ticket.status, headers: { ...headers, ...wait } });
    }
    const key = `ota/firmware/${attempt()}.bin`;
    const policy = encodePolicy(new Date(clock.wall() + lifeMs), [
      ['content-length-range', 0, maxBytes],
      ['starts-with', '$key', 'ota/'],
      { 'x-oss-security-token': secrets.securityToken },
    ]);
    policies.push(policy);
    const data = {
      firmwareUrl: `${STORE_HOST}/${key}`,
      host: STORE_HOST,
      key,
      OSSAccessKeyId: secrets.accessKeyId,
      objectStorage: 'OSS',
      policy,
      signature: secrets.signature,
      utcCreate: new Date(clock.wall()).toISOString(),
      'x-oss-security-token': secrets.securityToken,
      ...(typeof ticket === 'object' ? ticket.over : {}),
    };
    const token = hasToken ? { confirmationToken: secrets.token } : {};
    return Response.json({ success: true, code: '', data, requestId: 'r', ...token }, { headers });
  }

  const queue = createUploadQueue({
    clock,
    random: () => 0.5,
    locks: {
      async acquire() {
        const { isTaken, file } = planned();
        condition =
          file === 'changed-before' ? 'changed' : file === 'gone-before' ? 'gone' : 'same';
        return isTaken ? 'taken' : () => undefined;
      },
    },
    digestClients: {
      verdict: digestClientOf(['crc64'], crc64),
      record: digestClientOf(['md5', 'sha256'], () =>
        Promise.reject(new Error('not computed here')),
      ),
    },
    lookInto: async () => plan.contents,
    listArchive: async () => undefined,
    probes: {
      serverAnswers: async () => !isAway('server') && !isAway('network'),
      wantsSignIn: async () => isAway('sign-in'),
      platformAnswers: async () => !isAway('platform'),
      hearStore: async () =>
        planned().transfer.kind === 'forbidden'
          ? 'unreadable'
          : isAway('store') || isAway('network')
            ? 'silent'
            : 'readable',
      localAccess: async () => plan.localAccess ?? 'free',
      async askWhy() {
        const { reason } = planned();
        return reason && { ...answer(reason.status, reason.body), origin: STORE_HOST };
      },
    },
    async confirm(_request, signal) {
      await clock.sleep(40, signal);
      if (isAway('server') || isAway('network')) return { confirmation: 'unreachable' };
      const next = found.length > 1 ? found.shift() : found[0];
      const confirmation = isAway('store') ? 'unknown' : (next ?? 'stored');
      return confirmation === 'stored'
        ? { confirmation, firmwareUrl: `${STORE_HOST}/x`, size: plan.size, crc64: await told() }
        : { confirmation };
    },
    requestTicket: (suffix, signal, target, trace) =>
      createTicketClient({
        endpoint: 'https://page.example/api/tickets',
        storeHosts: [STORE_HOST, INSECURE_HOST],
        page: { protocol: 'https:', origin: 'https://page.example' },
        fetch: (_url, init) => ticket(init),
        timeLimit: (ms) => clockSignal(clock, ms),
      })(suffix, signal, target, trace),
    transport: relayedTransport(
      { send: (form, { signal, onProgress }) => send(clock, form.file.size, signal, onProgress) },
      async () => (plan.isRelayed === true ? RELAY : undefined),
    ),
  });

  async function told(): Promise<string | undefined> {
    const { transfer } = planned();
    if (transfer.kind !== 'stored') return crc64();
    if (transfer.tells === 'nothing') return undefined;
    return transfer.tells === 'equal' ? crc64() : createCrc64().decimal();
  }

  async function send(
    { sleep, now }: ReplayClock,
    size: number,
    signal: AbortSignal,
    onProgress: (loaded: number, total: number) => void,
  ): Promise<StoreReply> {
    const { transfer, sendMs, file } = planned();
    const total = size + 400;
    const end = 'at' in transfer ? Math.floor(total * transfer.at) : total;
    if (transfer.kind === 'blocked' && isAway('store')) return { kind: 'blocked' };
    if (transfer.kind === 'forbidden' || isAway('store')) {
      await sleep(80, signal);
      return { kind: 'unreachable' };
    }
    const startedAt = now();
    while (now() - startedAt < sendMs * (end / total)) {
      await sleep(70, signal);
      const sent = Math.min(end, Math.floor((total * (now() - startedAt)) / sendMs));
      if (sent < total) onProgress(sent, total);
      if (isAway('network') || isAway('store')) {
        clock.isConnected = !isAway('network');
        return { kind: 'unreachable' };
      }
    }
    if (file === 'changed-after') condition = 'changed';
    if (file === 'torn') {
      condition = 'torn';
      return { kind: 'unreachable' };
    }
    switch (transfer.kind) {
      case 'cut':
        return { kind: 'unreachable' };
      case 'stalled':
        return untilAborted(signal);
      case 'blocked':
        return { kind: 'blocked' };
      default:
    }
    if (end === total) onProgress(total, total);
    await sleep(90, signal);
    switch (transfer.kind) {
      case 'refused':
        return answer(transfer.status, transfer.body);
      case 'portal':
        return answer(200, '<html>Sign in</html>');
      case 'elsewhere':
        return { ...answer(200, ''), origin: 'https://other.example' };
      case 'lost':
        found.splice(0, found.length, ...transfer.found);
        return { kind: 'unreachable' };
      default:
        return { ...answer(200, ''), crc64: (await told()) ?? null };
    }
  }

  function answer(status: number, body: string): StoreAnswer {
    return {
      kind: 'answered',
      status,
      origin: plan.isRelayed === true ? new URL(RELAY).origin : STORE_HOST,
      crc64: null,
      // Our server's word has none.
      requestId: body.startsWith('{') ? null : '67E2A1B3C4D5E6F708192A3B',
      retryAfter: null,
      body,
      headers: [
        ['server', 'AliyunOSS'],
        ['x-session', secrets.cookie],
      ],
    };
  }

  queue.add([standIn.file], plan.choice);
  const never = new AbortController().signal;
  for (const { at, action } of plan.presses) {
    void clock.sleep(at, never).then(() => {
      const [upload] = queue.getSnapshot();
      if (upload !== undefined) queue[action](upload.id);
    });
  }
  await clock.run(
    () => false,
    () => plan.takenAt ?? LONGEST_MS,
  );
  const [upload] = queue.getSnapshot();
  const exchange = upload && queue.exchanges.of(upload.id);
  const recording = exchange && recordingOf(exchange, upload.firmware, 'test');
  // What is still going on goes no further.
  if (upload !== undefined) queue.remove(upload.id);
  return recording && { recording, policies };
}
