import { expect, test, vi } from 'vitest';
import { crc64 } from '../contract/crc64.ts';
import { postFormFields } from '../contract/post-form.ts';
import { signedTicketCall } from '../contract/platform-call.ts';
import { readTicketAnswer } from '../contract/ticket.ts';
import { createFaultPlan } from '../faults/fault-plan.ts';
import type { Fault } from '../faults/fault.ts';
import { createCloud, SAMPLE_CREDENTIALS } from '../simulator/cloud.ts';
import type { StoreReply } from '../upload/transfer/transport.ts';
import { createSimulatedTransport } from './simulated-transport.ts';
import type { LineProfile } from './controls/line-profile.ts';

const store = 'https://simulated.invalid';
const access = { dialect: 'tuya', endpoint: store, credentials: SAMPLE_CREDENTIALS } as const;
const bytes = Uint8Array.from({ length: 2_000_000 }, (_, at) => (at * 31) % 251);
const FAST = { bytesPerSecond: 40_000_000, rampMs: 0, answerMs: 0 };

/** A cloud, a plan of faults and the way to them; each `send` asks for a ticket of its own. */
function world(...faults: readonly Fault[]) {
  let profile: LineProfile = FAST;
  const plan = createFaultPlan();
  for (const fault of faults) plan.arm(fault);
  const cloud = createCloud({ origin: store });
  const origin = 'http://page.test';
  const transport = createSimulatedTransport({ cloud, plan, origin, profile: () => profile });
  const onProgress = vi.fn<(loaded: number, total: number) => void>();
  const stop = new AbortController();
  let address = '';
  return {
    plan,
    onProgress,
    stop,
    become: (next: LineProfile) => (profile = next),
    stored: async () => (await cloud.fetch(new Request(address))).status === 200,
    async send(file = new File([bytes], 'a.bin')): Promise<StoreReply> {
      const stamp = { at: new Date(), nonce: crypto.randomUUID() };
      const answer = await cloud.fetch(await signedTicketCall(access, 'bin', stamp));
      const reading = readTicketAnswer(await answer.json());
      if (reading.kind !== 'issued') throw new Error('no ticket');
      address = reading.ticket.firmwareUrl;
      const fields = postFormFields(reading.ticket);
      const form = { host: store, fields, file, fileName: 'firmware.bin' };
      return transport.send(form, { signal: stop.signal, onProgress });
    },
  };
}

test('a file takes the time of its link, and the answer has the checksum of what was read', async () => {
  const { send, onProgress, stored } = world();
  const startedAt = performance.now();
  expect(await send()).toMatchObject({ kind: 'answered', status: 200, crc64: crc64(bytes) });
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(49);
  expect(onProgress.mock.calls.length).toBeGreaterThan(1);
  expect(onProgress).toHaveBeenLastCalledWith(bytes.byteLength + 400, bytes.byteLength + 400);
  expect(await stored()).toBe(true);
});

const at = { fileShare: 0.5 };
const loaded = (onProgress: ReturnType<typeof vi.fn>) => Number(onProgress.mock.lastCall?.[0]);

test.each<Fault>([
  { kind: 'reset', at },
  { kind: 'closed', at },
])('$kind: no answer, nothing stored, and no byte behind it has left', async (fault) => {
  const { send, plan, onProgress, stored } = world(fault);
  expect(await send()).toEqual({ kind: 'unreachable' });
  expect(loaded(onProgress)).toBe(1_000_400);
  expect(plan.bites).toMatchObject([{ fault, bodyBytes: 1_000_000 }]);
  expect(await stored()).toBe(false);
});

test('a polite close is noticed when all is sent', async () => {
  const { send, onProgress, stored } = world({ kind: 'closed', at, isPolite: true });
  expect(await send()).toEqual({ kind: 'unreachable' });
  expect(loaded(onProgress)).toBe(2_000_400);
  expect(await stored()).toBe(false);
});

test('a stall lasts until the upload is given up', async () => {
  const { send, plan, stop, onProgress, stored } = world({ kind: 'stalled', at });
  const sending = send();
  await vi.waitFor(() => expect(plan.bites).toHaveLength(1));
  expect(loaded(onProgress)).toBe(1_000_400);
  stop.abort(new DOMException('enough', 'AbortError'));
  await expect(sending).rejects.toThrow('enough');
  expect(await stored()).toBe(false);
});

test('a line that is slowed down takes longer from there', async () => {
  const { send } = world({ kind: 'slowed', at, bytesPerSecond: 5_000_000 });
  const startedAt = performance.now();
  expect(await send()).toMatchObject({ status: 200 });
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(220);
});

test.each(['reset', 'close'] as const)('an answer lost by %s: stored, and not told', async (by) => {
  const { send, stored } = world({ kind: 'lost-answer', by });
  expect(await send()).toEqual({ kind: 'unreachable' });
  expect(await stored()).toBe(true);
});

test('the store refuses, in its own words', async () => {
  const { send, stored } = world({ kind: 'refused', as: 'EntityTooLarge', at });
  expect(await send()).toMatchObject({
    kind: 'answered',
    status: 400,
    body: expect.stringContaining('EntityTooLarge'),
  });
  expect(await stored()).toBe(false);
});

test('what is refused is told, also where an answer to what is stored would be lost', async () => {
  const refused = { kind: 'refused', as: 'EntityTooLarge', at } as const;
  const { send } = world(refused, { kind: 'lost-answer', by: 'reset' });
  expect(await send()).toMatchObject({ kind: 'answered', status: 400 });
});

test('what a page may not read is kept from it', async () => {
  const hidden = world({ kind: 'hidden-checksum', from: 'pages' });
  expect(await hidden.send()).toMatchObject({ status: 200, crc64: null });
  const mute = world({ kind: 'no-cors', on: 'answer' });
  expect(await mute.send()).toEqual({ kind: 'unreachable' });
});

test('uploads beside each other meet their own faults', async () => {
  const { plan, send } = world();
  plan.arm({ kind: 'reset', at }, { nth: 2 });
  const replies = await Promise.all([send(), send(), send()]);
  expect(replies.map(({ kind }) => kind).toSorted()).toEqual([
    'answered',
    'answered',
    'unreachable',
  ]);
});

test('a line that changes under way is obeyed at once', async () => {
  const { send, become, onProgress } = world();
  // At this pace it would take more than an hour.
  become({ ...FAST, bytesPerSecond: 500 });
  const sending = send();
  await vi.waitFor(() => expect(onProgress).toHaveBeenCalled());
  become(FAST);
  expect(await sending).toMatchObject({ status: 200 });
});

test('transfers beside each other share one line', async () => {
  const { send } = world();
  const startedAt = performance.now();
  await Promise.all([send(), send(), send()]);
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(140);
});

test('a drive that never answers keeps nothing waiting once the upload is given up', async () => {
  const { send, stop } = world();
  const silent = { arrayBuffer: () => new Promise<never>(() => {}) };
  const file = new File([bytes], 'a.bin');
  const slices = vi.spyOn(file, 'slice').mockReturnValue(Object.assign(new Blob(), silent));
  const sending = send(file);
  await vi.waitFor(() => expect(slices).toHaveBeenCalled());
  stop.abort(new DOMException('enough', 'AbortError'));
  await expect(sending).rejects.toThrow('enough');
});
