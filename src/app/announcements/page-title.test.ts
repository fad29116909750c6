import { expect, test } from 'vitest';
import { english } from '../locales/english/catalog.ts';
import type { Upload } from '../../upload/model/upload.ts';
import type { UploadState } from '../../upload/model/upload-state.ts';
import { createFormat } from '../locales/format.ts';
import { catalog as zhCN } from '../locales/languages/zh-CN.ts';
import { pageTitle } from './page-title.ts';

const plan = { suffix: 'bin', attempt: 1, tries: [], arrived: 'nothing' } as const;
const STATES = {
  sending: {
    status: 'sending',
    ...plan,
    ticketEndsAt: 0,
    stall: undefined,
    progress: { sent: 42, total: 100, bytesPerSecond: undefined, secondsLeft: undefined },
  },
  confirming: { status: 'confirming', ...plan, awaiting: 'store' },
  done: {
    status: 'done',
    ...plan,
    receipt: {
      firmwareUrl: '',
      verdict: { kind: 'verified', crc64: '1' },
      ticketRequestId: '',
      storeRequestId: undefined,
      finishedAt: 0,
      sendMs: 1,
    },
  },
  failed: { status: 'failed', ...plan, failure: { kind: 'offline' } },
  cancelled: { status: 'cancelled', ...plan, arrived: 'nothing' },
  ready: { status: 'ready', suffix: 'bin', doubt: { kind: 'no-ending' } },
} as const satisfies Record<string, UploadState>;

const uploads = (...statuses: readonly (keyof typeof STATES)[]): readonly Upload[] =>
  statuses.map((status, at) => ({
    id: String(at),
    firmware: { name: 'a.bin', folder: '', size: 100, modifiedAt: 0 },
    state: STATES[status],
    digests: {
      crc64: { status: 'pending' },
      md5: { status: 'pending' },
      sha256: { status: 'pending' },
    },
    image: undefined,
    packing: undefined,
    lastTicket: undefined,
  }));

test.each<readonly [string, readonly (keyof typeof STATES)[]]>([
  [english.first.page.title, []],
  [english.first.page.title, ['cancelled']],
  ['42% · OTA Drop', ['sending']],
  ['71% · OTA Drop', ['done', 'sending']],
  ['99% · OTA Drop', ['confirming']],
  ['14% · OTA Drop', ['failed', 'sending', 'failed']],
  ['1 of 1 done · OTA Drop', ['done']],
  ['1 needs you · OTA Drop', ['done', 'ready']],
  ['2 failed · OTA Drop', ['done', 'failed', 'ready', 'failed']],
])('%s, of %j', (title, statuses) => {
  expect(
    pageTitle(uploads(...statuses), english.first.page.title, english.list, createFormat('en')),
  ).toBe(title);
});

test('in Chinese', () => {
  expect(
    pageTitle(uploads('failed'), zhCN.first.page.title, zhCN.list, createFormat('zh-CN')),
  ).toMatch(/^1 个失败 · /);
});
