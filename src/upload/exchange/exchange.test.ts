import { describe, expect, test } from 'vitest';
import { encodePolicy } from '../../contract/post-policy.ts';
import { ossError, refusal, STORE } from '../../testing/answers.ts';
import { createWorld, worldOf, type World } from '../../testing/engine-world.ts';
import { createFakeClock, settle } from '../../testing/fake-clock.ts';
import { fakeFile } from '../../testing/fake-file.ts';
import { doneState, uploadOf } from '../../testing/uploads.ts';
import type { ExchangeEvent, ExchangeEventOf } from '../exchange-event.ts';
import { createExchangeBook, ENDED_MAX_BYTES } from './exchange-book.ts';
import { MASK } from '../../contract/legible-text.ts';

const exchangeOf = (world: World, index = 0) => {
  const exchange = world.queue.exchanges.of(world.id(index));
  if (exchange === undefined) throw new Error('nothing is kept');
  return exchange;
};
const typesOf = (world: World) => exchangeOf(world).events.map(({ type }) => type);
function eventOf<Type extends ExchangeEvent['type']>(
  world: World,
  type: Type,
): ExchangeEventOf<Type> {
  const isOfType = (event: ExchangeEvent): event is ExchangeEventOf<Type> => event.type === type;
  const found = exchangeOf(world).events.findLast(isOfType);
  if (found === undefined) throw new Error(`no ${type}`);
  return found;
}

describe('the exchange of an upload that', () => {
  test('is verified: every step in order, on one clock', async () => {
    const world = await worldOf(['a.bin'], 9);
    await world.clock.pass(41);
    const send = await world.issue();
    await world.clock.pass(500);
    send.sendAll();
    await send.answer({ headers: [['server', 'AliyunOSS']] });
    expect(typesOf(world)).toEqual([
      'file-checked',
      'began',
      'ticketed',
      'posted',
      'sent',
      'store-answered',
      'judged',
    ]);
    const { events, startedAt, series, leftOut } = exchangeOf(world);
    expect(events.map(({ at }) => at)).toEqual([0, 0, 41, 41, 541, 541, 541]);
    expect(events.map(({ attempt }) => attempt)).toEqual([undefined, 1, 1, 1, 1, 1, 1]);
    expect(startedAt).toBe(world.clock.wall() - 541);
    expect(series).toEqual([{ attempt: 1, points: [[541, 9]] }]);
    expect(leftOut.count).toBe(0);
    expect(eventOf(world, 'judged')).toMatchObject({ attempt: 1, verdict: 'verified' });
    expect(eventOf(world, 'store-answered').headers).toEqual([['server', 'AliyunOSS']]);
  });

  test('has a ticket: its life, and each condition of its policy held against the file and the form', async () => {
    const world = await worldOf(['a.bin'], 9);
    await world.issue({
      key: 'k7',
      policy: encodePolicy(new Date(Date.UTC(2026, 0, 1) + 60_000), [
        ['content-length-range', 0, 100],
        ['starts-with', '$key', 'ota/firmware/'],
        { bucket: 'firmware' },
        ['eq', '$x-oss-security-token', 'a-secret-token'],
        ['in', '$content-type', ['image/png']],
      ]),
    });
    const { lifeMs, requestId, conditions } = eventOf(world, 'ticketed');
    expect([lifeMs, requestId]).toEqual([60_000, 'ticket-k7']);
    expect(conditions).toEqual([
      { rule: 'size', min: 0, max: 100, isMet: true },
      { rule: 'starts-with', field: 'key', value: 'ota/firmware/', isMet: true },
      { rule: 'eq', field: 'bucket', value: 'firmware' },
      { rule: 'eq', field: 'x-oss-security-token', value: MASK, isMet: false },
      { rule: 'in', field: 'content-type', value: 'image/png', isMet: false },
    ]);
  });

  test('is sent: the form in its order, with what is secret masked', async () => {
    const world = await worldOf(['a.bin'], 9);
    await world.issue();
    expect(eventOf(world, 'posted')).toMatchObject({
      host: STORE,
      fileName: 'firmware.bin',
      size: 9,
      fields: [
        ['key', 'ota/firmware/k1.bin'],
        ['policy', MASK],
        ['OSSAccessKeyId', MASK],
        ['Signature', MASK],
        ['success_action_status', '200'],
      ],
    });
  });

  test('is retried: the failure, why the next attempt comes, and that attempt with a series of its own', async () => {
    const world = await worldOf(['a.bin'], 9);
    const first = await world.issue();
    await world.clock.pass(100);
    first.progress(4);
    await first.answer({ ...refusal(503, ossError('SlowDown', '<EC>0048-00000001</EC>')) });
    expect(eventOf(world, 'store-answered')).toMatchObject({
      status: 503,
      error: { code: 'SlowDown', ec: '0048-00000001', message: 'No' },
    });
    expect(eventOf(world, 'failed')).toMatchObject({
      attempt: 1,
      kind: 'store-refused',
      status: 503,
      theirCode: 'SlowDown',
      ec: '0048-00000001',
      sent: 4,
      next: { kind: 'after', ms: 2_000 },
    });
    await world.clock.pass(2_000);
    const second = await world.issue();
    second.sendAll();
    await second.answer();
    expect(typesOf(world).slice(-7)).toEqual([
      'resumed',
      'began',
      'ticketed',
      'posted',
      'sent',
      'store-answered',
      'judged',
    ]);
    expect(exchangeOf(world).series.map(({ attempt }) => attempt)).toEqual([1, 2]);
  });

  test('fails for good: no further attempt, and what the user does then', async () => {
    const world = await worldOf(['a.bin'], 9);
    await world.ticket().fail({ kind: 'size-not-allowed', min: 0, max: 1 });
    expect(eventOf(world, 'failed')).toMatchObject({ code: 'FW-U12', next: { kind: 'none' } });
    await world.press('retry');
    expect(eventOf(world, 'pressed')).toMatchObject({ action: 'retry', attempt: 2 });
    await world.press('cancel');
    expect(eventOf(world, 'pressed')).toMatchObject({ action: 'cancel' });
  });

  test('waits out an outage, and stalls', async () => {
    const world = await worldOf(['a.bin'], 1_000);
    world.clock.isConnected = false;
    await world.ticket().fail({ kind: 'ticket-unreachable' });
    expect(eventOf(world, 'failed').next).toEqual({ kind: 'when-back', away: 'network' });
    world.clock.isConnected = true;
    await world.clock.connect();
    await world.clock.pass(10_000);
    const send = await world.issue();
    send.progress(10);
    const movedAt = world.clock.now();
    await world.clock.pass(21_000);
    const { why, since } = eventOf(world, 'stalled');
    const { at: posted } = eventOf(world, 'posted');
    expect([why, since - posted]).toEqual(['quiet', 0]);
    expect(movedAt).toBeGreaterThan(0);
  });

  test('is confirmed by our server: what was found', async () => {
    const world = await worldOf(['a.bin'], 9);
    const send = await world.issue();
    send.sendAll();
    await send.reply({ kind: 'unreachable' });
    await world.ask().answer({
      confirmation: 'stored',
      size: 9,
      crc64: '1',
      firmwareUrl: 'https://x.test/y?Signature=abc',
    });
    expect(eventOf(world, 'unanswered')).toMatchObject({ call: 'store', why: 'unreachable' });
    expect(eventOf(world, 'found')).toMatchObject({ found: 'stored', size: 9, crc64: '1' });
  });

  test('is refused before anything is sent', async () => {
    const world = createWorld();
    await world.add(fakeFile('a.bin', 0));
    expect(eventOf(world, 'file-refused')).toMatchObject({ code: 'FW-P01', kind: 'empty' });
  });

  test('had begun when the queue was paused', async () => {
    const world = await worldOf(['a.bin', 'b.bin', 'c.bin'], 9_000_000_00);
    world.queue.pause();
    world.queue.pause();
    world.queue.resume();
    await settle();
    const actions = exchangeOf(world).events.flatMap((each) =>
      each.type === 'pressed' ? [each.action] : [],
    );
    expect(actions).toEqual(['pause', 'resume']);
    expect(exchangeOf(world, 2).events.map(({ type }) => type)).toEqual(['file-checked']);
  });

  test('is taken off the list: nothing is kept', async () => {
    const world = await worldOf(['a.bin'], 9);
    const id = world.id();
    await world.issue();
    await world.press('remove');
    expect(world.queue.exchanges.of(id)).toBeUndefined();
    expect(world.queue.exchanges.secretsOf(id)).toBeUndefined();
  });
});

describe('real values of a ticket', () => {
  test('can be read while it lives, and not a moment longer', async () => {
    const world = await worldOf(['a.bin'], 9);
    await world.issue();
    const secrets = world.queue.exchanges.secretsOf(world.id());
    expect(secrets?.values.get('signature')).toBe('signature');
    expect(secrets?.values.get('confirmationtoken')).toBe('token-k1');
    await world.clock.pass(59_999);
    expect(world.queue.exchanges.secretsOf(world.id())).toBeDefined();
    await world.clock.pass(1);
    expect(world.queue.exchanges.secretsOf(world.id())).toBeUndefined();
  });
});

describe('many exchanges', () => {
  test('of those that have ended only so much is kept, the latest; what goes on is always kept', () => {
    const clock = createFakeClock();
    const book = createExchangeBook(clock);
    book.note('running', { type: 'began' });
    const big = Array.from({ length: 30 }, (_, nth): [string, string] => [
      'via',
      `${nth}`.repeat(90),
    ]);
    const count = 3_000;
    for (let nth = 0; nth < count; nth += 1) {
      book.note(`u${nth}`, { type: 'answered', call: 'ticket', status: 200, headers: big });
      book.note(`u${nth}`, { type: 'pressed', action: 'cancel' });
    }
    expect(book.of('running')).toBeDefined();
    expect(book.of('u0')).toBeUndefined();
    expect(book.of(`u${count - 1}`)).toBeDefined();
    const kept = Array.from({ length: count }, (_, nth) => book.of(`u${nth}`));
    const bytes = kept.reduce((sum, one) => sum + (one ? JSON.stringify(one.events).length : 0), 0);
    expect(bytes).toBeLessThanOrEqual(ENDED_MAX_BYTES);
    expect(bytes).toBeGreaterThan(ENDED_MAX_BYTES * 0.9);
  });

  test('a package made of an upload whose exchange is in storage alone does not replace it there', () => {
    const book = createExchangeBook(createFakeClock());
    const upload = uploadOf('old', doneState());
    const madePackage = { firmwareId: 'f', firmwareName: 'n', destVersion: '1', madeAt: 0 };
    book.onEvent({ type: 'packaged', madePackage }, upload);
    expect([book.of('old'), book.ended()]).toEqual([undefined, []]);
  });

  test('readers hear of each addition', () => {
    const book = createExchangeBook(createFakeClock());
    let heard = 0;
    const stop = book.subscribe(() => (heard += 1));
    book.note('a', { type: 'began' });
    stop();
    book.note('a', { type: 'sent' });
    expect(heard).toBe(1);
  });
});
