import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { doneState, PLAN, uploadOf } from '../../testing/uploads.ts';
import type { UploadState } from '../../upload/model/upload-state.ts';
import { english } from '../locales/english/catalog.ts';
import { createFormat } from '../locales/format.ts';
import { catalog as zhCN } from '../locales/languages/zh-CN.ts';
import { createTitleWriter, pageTitle, TITLE_EVERY_MS } from './title.ts';

const STATES = {
  sending: {
    status: 'sending',
    ...PLAN,
    ticketEndsAt: 0,
    stall: undefined,
    progress: { sent: 42, total: 100, bytesPerSecond: undefined, secondsLeft: undefined },
  },
  confirming: { status: 'confirming', ...PLAN, awaiting: 'store' },
  done: doneState(),
  failed: { status: 'failed', ...PLAN, failure: { kind: 'offline' } },
  cancelled: { status: 'cancelled', ...PLAN },
  ready: { status: 'ready', suffix: 'bin', doubt: { kind: 'no-ending' } },
} as const satisfies Record<string, UploadState>;
type Status = keyof typeof STATES;

const uploads = (...statuses: readonly Status[]) =>
  statuses.map((status, at) => uploadOf(String(at), STATES[status], { size: 100 }));

test.each<readonly [string, readonly Status[]]>([
  [english.first.page.title, []],
  [english.first.page.title, ['cancelled']],
  ['42% · OTA Drop', ['sending']],
  ['71% · OTA Drop', ['done', 'sending']],
  ['99% · OTA Drop', ['confirming']],
  ['14% · OTA Drop', ['failed', 'sending', 'failed']],
  ['1 of 1 done · OTA Drop', ['done']],
  ['1 needs attention · OTA Drop', ['done', 'ready']],
  ['2 failed · OTA Drop', ['done', 'failed', 'ready', 'failed']],
])('%s, of %j', (title, statuses) => {
  const { first, list } = english;
  expect(pageTitle(uploads(...statuses), first.page.title, list, createFormat('en'))).toBe(title);
});

test('in Chinese', () => {
  const { first, list } = zhCN;
  const title = pageTitle(uploads('failed'), first.page.title, list, createFormat('zh-CN'));
  expect(title).toMatch(/^1 个失败 · /);
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function createScene() {
  const written: string[] = [];
  return { written, writer: createTitleWriter((text) => written.push(text)) };
}

test('while bytes move, the title is written every two seconds, with what is true by then', () => {
  const { written, writer } = createScene();
  writer.show('0%');
  for (let tick = 1; tick <= 50; tick += 1) {
    vi.advanceTimersByTime(100);
    writer.follow(() => `${tick}%`);
  }
  vi.advanceTimersByTime(TITLE_EVERY_MS);
  expect(written).toEqual(['0%', '19%', '39%', '50%']);
});

test('what has happened is written at once, and not once more later', () => {
  const { written, writer } = createScene();
  writer.show('0%');
  writer.follow(() => '1%');
  writer.show('1 of 1 done');
  vi.advanceTimersByTime(10 * TITLE_EVERY_MS);
  expect(written).toEqual(['0%', '1 of 1 done']);
});

test('the same title is not written again', () => {
  const { written, writer } = createScene();
  writer.show('5%');
  writer.follow(() => '5%');
  vi.advanceTimersByTime(TITLE_EVERY_MS);
  writer.show('5%');
  expect(written).toEqual(['5%']);
});

test('no timer runs when nothing moves, or when it was stopped', () => {
  const { writer } = createScene();
  writer.show('5%');
  expect(vi.getTimerCount()).toBe(0);
  writer.follow(() => '6%');
  vi.advanceTimersByTime(TITLE_EVERY_MS);
  expect(vi.getTimerCount()).toBe(0);
  writer.follow(() => '7%');
  writer.stop();
  expect(vi.getTimerCount()).toBe(0);
});
