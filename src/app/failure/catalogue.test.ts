import { describe, expect, test } from 'vitest';
import { EVERY_FAILURE, EVERY_REASON, failureNamed, nameOf } from '../../testing/every-failure.ts';
import type { Failure, Rejection } from '../../upload/model/failure.ts';
import { codeOf } from '../../upload/model/failure-rules.ts';
import { decide } from '../../upload/model/retry-policy.ts';
import { createFormat } from '../locales/format.ts';
import { withoutMarks } from '../locales/text/kept.ts';
import { catalog as zhCN } from '../locales/languages/zh-CN.ts';
import type { ListWords } from '../locales/catalog.ts';
import { english } from '../locales/english/catalog.ts';
import { explainFailure } from './explain.ts';

/** What the user reads when something goes wrong, in every language. */

/** The largest that is ever sent: its numbers take the most room. */
const SIZE = 1_048_576_000;

const LANGUAGES: readonly (readonly [string, ListWords])[] = [
  ['en', english.list],
  ['zh-CN', zhCN.list],
];

const named = EVERY_REASON.map((reason) => [nameOf(reason), reason] as const);

describe.each(LANGUAGES)('every failure in %s', (language, messages) => {
  const format = createFormat(language);
  const explain = (reason: Failure | Rejection) => explainFailure(reason, SIZE, messages, format);

  test.each(named)('%s: the title is short and calm', (_name, reason) => {
    const { title } = explain(reason);
    expect(title.length).toBeGreaterThan(3);
    expect(title.length).toBeLessThanOrEqual(60);
    expect(title).not.toMatch(/oops|error|[.!。！]$/i);
    expect(title).not.toMatch(/undefined|NaN|\[object/);
  });

  test.each(named)('%s: whole sentences, and what may be stored', (_name, reason) => {
    const { learned, guess, advice, meanwhile, stored } = explain(reason);
    for (const sentence of [learned, guess, advice, meanwhile, stored]) {
      if (sentence === undefined) continue;
      expect(sentence).toMatch(language === 'en' ? /[a-z].*\.$/ : /[\u4e00-\u9fff].*。$/);
      expect(sentence).not.toMatch(/undefined|NaN|\[object|oops/i);
    }
    expect(advice).not.toBe('');
    expect(stored).not.toBe('');
  });

  test.each(named)(
    '%s: what is only likely is said to be likely, and nothing else is',
    (_name, reason) => {
      const { title, learned, guess, advice, meanwhile } = explain(reason);
      const likely = language === 'en' ? /\b(?:probably|likely|may be|may have)\b/ : /可能/;
      if (guess !== undefined) expect(guess).toMatch(likely);
      for (const certain of [title, learned ?? '', advice, meanwhile ?? ''])
        expect(certain).not.toMatch(likely);
    },
  );

  test('a reason that was learned afterwards is told as that, and no other is', () => {
    const told = named.filter(([, reason]) => explain(reason).learned !== undefined);
    expect(told.map(([name]) => name)).toEqual([
      'policy-expired asked after a cut',
      'store-refused refused asked after a status',
      'store-refused key asked after a status',
      'store-refused account asked after a silence',
      'store-refused busy asked after a cut',
    ]);
    const [cut, status] = told.map(([, reason]) => explain(reason).learned);
    expect(cut).toMatch(language === 'en' ? /broke off at 50\s?%.*afterwards/ : /50% 处中断.*随后/);
    expect(status).toMatch(language === 'en' ? /answered 502.*afterwards/ : /返回了 502.*随后/);
  });

  test('what the policy tries again by itself has words for the meantime that do not ask for a retry', () => {
    const again = EVERY_FAILURE.filter(
      (failure) => decide({ failure, sent: 0 }, [], 1_000, () => 0).kind !== 'stop',
    );
    // Guards the filter: a rule that stops everything would leave nothing to look at.
    expect(again.length).toBeGreaterThan(20);
    for (const failure of again) {
      const { meanwhile } = explain(failure);
      expect([nameOf(failure), meanwhile]).toEqual([nameOf(failure), expect.any(String)]);
      expect(meanwhile).not.toMatch(/\bretry\b|请.*重试/i);
    }
    const final = EVERY_FAILURE.filter((failure) => !again.includes(failure));
    expect(final.filter((failure) => explain(failure).meanwhile !== undefined)).toEqual([]);
  });

  test('no title and no advice is shared by accident', () => {
    const found = new Map<string, string[]>();
    for (const [name, reason] of named) {
      const { title, learned, advice, meanwhile } = explain(reason);
      // Learned afterwards, it is told with the words of the refusal itself; a form that is not handed on has those of a ticket.
      if (learned !== undefined || reason.kind === 'not-handed-on') continue;
      for (const text of [title, advice, meanwhile]) {
        if (text !== undefined) found.set(text, [...(found.get(text) ?? []), name]);
      }
    }
    const shared = [...found.values()].filter((names) => names.length > 1);
    expect(shared.map((names) => names.join(', ')).toSorted()).toEqual(SHARED_ON_PURPOSE);
  });
});

test.each([
  ['ticket-timeout', 'did not answer within 10\u00a0s'],
  ['ticket-expired', 'Of its life of 1\u00a0s only 0.3\u00a0s were left'],
  ['address-untrusted storage-type', 'names “COS”'],
  ['address-untrusted key', 'not a safe one: ../x'],
  ['address-insecure', 'does not: http://bucket.test'],
  ['size-not-allowed', 'accepts 1 byte to 10 bytes; this file has 1,048,576,000 bytes'],
  ['store-forbids-page', 'allow https://ota.test in the CORS rule of https://oss-612ba0f1.'],
  ['local-network-closed prompt', 'reach http://192.168.1.7'],
  ['connection-lost offline', 'Connection lost at 50%'],
  ['network-limit', 'at about 512\u00a0MiB'],
  ['stalled', 'stalled at 50%, Nothing moved for 45\u00a0s'],
])('%s is told with its values: %s', (name, text) => {
  const { title, guess, advice } = explainFailure(
    failureNamed(name),
    SIZE,
    english.list,
    createFormat('en'),
  );
  expect(withoutMarks([title, guess ?? [], advice].flat().join(', '))).toContain(text);
});

const SHARED_ON_PURPOSE = [
  // One fault of a ticket in several places, noticed by the page or by the server, told apart by the advice.
  'address-untrusted host, address-untrusted key, address-untrusted firmware-url, ticket-refused unsafe-address',
  'address-untrusted storage-type, ticket-refused storage-type',
  // Title, advice and meanwhile: the same failure, found out by the size or by the checksum.
  'checksum-mismatch, checksum-mismatch by size',
  'checksum-mismatch, checksum-mismatch by size',
  'checksum-mismatch, checksum-mismatch by size',
  // What happened is certain and the same; why is not.
  'connection-lost network, connection-lost offline, connection-lost store-away, connection-lost all-away, connection-lost ticket-expired',
  // Title and advice: one row of the catalogue, noticed when the file is added or later.
  'file-changed gone before-sending, gone',
  'file-changed gone before-sending, gone',
  // What came is no ticket, or no whole one.
  // Another ticket may be a better one.
  'store-refused refused, store-refused key, store-refused policy',
  'ticket-malformed answer, ticket-malformed ticket',
];

describe('codes', () => {
  test.each(named)('%s has one that can be read out', (_name, reason) => {
    expect(codeOf(reason)).toMatch(/^FW-[TPUVBS]\d\d$/);
  });

  test('every row of the catalogue has a failure that bears it, or a reason why none does', () => {
    const borne = new Set(EVERY_REASON.map((reason) => codeOf(reason).slice(3)));
    const elsewhere = new Set(Object.keys(ELSEWHERE));
    const rows = Object.entries(ROWS).flatMap(([letter, count]) =>
      Array.from({ length: count }, (_, index) => `${letter}${String(index + 1).padStart(2, '0')}`),
    );
    expect(rows.filter((row) => borne.has(row) === elsewhere.has(row))).toEqual([]);
    expect([...elsewhere].filter((row) => !rows.includes(row))).toEqual([]);
  });
});

/** How many rows the catalogue has under each letter; rows that come later come with their failure. */
const ROWS = { T: 21, P: 13, U: 28, V: 10, B: 11, S: 10 };

/** Rows that end no attempt with a code of their own. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  T17: 'the browser’s clock is never used',
  P03: 'a dropped folder with nothing in it: a notice under the drop zone, there is no upload',
  P04: 'several files are no failure: they are queued',
  P05: 'a suffix in doubt waits for the user',
  P10: 'no digest worker: an unverified receipt says so',
  P11: 'bytes that contradict the name: a doubt, the user decides',
  P12: 'the same bytes again: a doubt, the user decides',
  P13: 'a hostile name is shown legibly',
  U22: 'a hostile error body is read as U11',
  U23: 'a hidden tab: time is measured, not ticks',
  U24: 'a note while the transfer is watched after a sleep',
  U25: 'another network is U07',
  U26: 'a line with the seconds while everything is sent',
  U27: 'cancelled by the user: a state, no failure',
  U28: 'the browser’s silent repetition cannot be seen: U06 while it lasts',
  V01: 'the good end',
  V02: 'an unverified receipt',
  V06: 'the store, asked, holds other bytes: V03',
  V07: 'an object that is not there yet is asked for again',
  V08: 'no answer is taken without reading it',
  V09: 'the hour for the package: counted down on the finished row',
  V10: 'the copy button says so, the text is selected',
  B01: 'the browser’s own question',
  B02: 'interrupted: a state, no failure',
  B04: 'without storage nothing is remembered, and nothing else changes',
  B05: 'no bytes are kept in memory',
  B07: 'a notice at the top',
  B08: 'words in the document itself',
  B09: 'page translation changes nothing of an upload',
  B10: 'checksums that were missed: said where they would stand',
  B11: 'the total counts what is added, and nothing else happens',
  S02: 'a disk that fills up in the middle answers as S01',
  S03: 'the store’s own matter',
  S04: 'the store’s own matter',
  S05: 'the store’s own matter: a client that is too slow is U15',
  S06: 'the store’s own matter: too much is U12',
  S07: 'the server stops: T02, U16',
  S08: 'the server does not start',
  S09: 'the server does not start',
  S10: 'too many uploads: U16',
};
