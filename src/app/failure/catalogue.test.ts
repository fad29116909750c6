import { describe, expect, test } from 'vitest';
import { english } from '../locales/english/catalog.ts';
import { codeOf } from '../../upload/model/failure-code.ts';
import type { Asked, Failure, Rejection } from '../../upload/model/failure.ts';
import { storeRefusalOf, ticketRefusalOf, type StoreRefusal } from '../../upload/model/refusal.ts';
import { decide } from '../../upload/model/retry-policy.ts';
import { createFormat } from '../locales/format.ts';
import { catalog as zhCN } from '../locales/languages/zh-CN.ts';
import { EVERY_FAILURE, EVERY_TROUBLE, STORE_REFUSALS, TICKET_REFUSALS } from './every-failure.ts';
import { explainTrouble } from './explain.ts';
import type { ListWords } from '../locales/catalog.ts';
import {
  NO_PAST,
  storedAfter,
  storedAfterAll,
  type Stored,
} from '../../upload/model/may-be-stored.ts';

/** What a person reads when something goes wrong: one explanation for each trouble there is, in every language. */

/** The largest that is ever sent: its numbers take the most room. */
const SIZE = 1_048_576_000;

const LANGUAGES: readonly (readonly [string, ListWords])[] = [
  ['en', english.list],
  ['zh-CN', zhCN.list],
];

/** A variant of one kind is a trouble of its own. */
function nameOf(trouble: Failure | Rejection): string {
  switch (trouble.kind) {
    case 'ticket-refused':
      return `ticket-refused ${ticketRefusalOf(trouble)}`;
    case 'store-refused':
      return `store-refused ${storeRefusalOf(trouble)}${afterwards(trouble)}`;
    case 'policy-expired':
      return `policy-expired${afterwards(trouble)}`;
    case 'address-untrusted':
      return `address-untrusted ${trouble.fault.kind}`;
    case 'file-changed':
      return `file-changed ${trouble.how} ${trouble.noticed}`;
    case 'ticket-malformed':
      return `ticket-malformed ${trouble.part}`;
    case 'connection-lost':
      return `connection-lost ${trouble.likely}`;
    case 'answer-lost':
      return `answer-lost ${trouble.found}`;
    case 'local-network-closed':
      return `local-network-closed ${trouble.access}`;
    case 'checksum-mismatch':
      return `checksum-mismatch ${trouble.theirs === undefined ? 'by size' : 'by checksum'}`;
    default:
      return trouble.kind;
  }
}

function afterwards({ asked }: { readonly asked?: Asked }): string {
  return asked === undefined ? '' : ` asked after a ${asked.insteadOfAnswer}`;
}

const named = EVERY_TROUBLE.map((trouble) => [nameOf(trouble), trouble] as const);

test('the samples are what they are filed under', () => {
  const ticketRefusals = Object.entries(TICKET_REFUSALS);
  expect(ticketRefusals.map(([, failure]) => ticketRefusalOf(failure))).toEqual(
    ticketRefusals.map(([refusal]) => refusal),
  );
  const storeRefusals = Object.entries(STORE_REFUSALS);
  expect(storeRefusals.map(([, failure]) => storeRefusalOf(failure))).toEqual(
    storeRefusals.map(([refusal]) => refusal),
  );
  expect(new Set(named.map(([name]) => name)).size).toBe(named.length);
});

describe.each(LANGUAGES)('every trouble in %s', (language, messages) => {
  const format = createFormat(language);
  const explain = (trouble: Failure | Rejection) => explainTrouble(trouble, SIZE, messages, format);

  test.each(named)(
    '%s: what happened is short, and says so without an outcry',
    (_name, trouble) => {
      const { title } = explain(trouble);
      expect(title.length).toBeGreaterThan(3);
      expect(title.length).toBeLessThanOrEqual(60);
      expect(title).not.toMatch(/oops|error|[.!。！]$/i);
      expect(title).not.toMatch(/undefined|NaN|\[object/);
    },
  );

  test.each(named)(
    '%s: whole sentences, and always whether something is stored',
    (_name, trouble) => {
      const { learned, guess, advice, meanwhile, stored } = explain(trouble);
      for (const sentence of [learned, guess, advice, meanwhile, stored]) {
        if (sentence === undefined) continue;
        expect(sentence).toMatch(language === 'en' ? /[a-z].*\.$/ : /[\u4e00-\u9fff].*。$/);
        expect(sentence).not.toMatch(/undefined|NaN|\[object|oops/i);
      }
      expect(advice).not.toBe('');
      expect(stored).not.toBe('');
    },
  );

  test.each(named)(
    '%s: what is only likely is said to be likely, and nothing else is',
    (_name, trouble) => {
      const { title, learned, guess, advice, meanwhile } = explain(trouble);
      const likely = language === 'en' ? /\b(?:probably|likely|may be|may have)\b/ : /可能/;
      if (guess !== undefined) expect(guess).toMatch(likely);
      for (const certain of [title, learned ?? '', advice, meanwhile ?? ''])
        expect(certain).not.toMatch(likely);
    },
  );

  test('a reason that was learned afterwards is told as that, and no other is', () => {
    const told = named.filter(([, trouble]) => explain(trouble).learned !== undefined);
    expect(told.map(([name]) => name)).toEqual([
      'policy-expired asked after a cut',
      'store-refused refused asked after a status',
      'store-refused key asked after a status',
      'store-refused account asked after a silence',
      'store-refused busy asked after a cut',
    ]);
    const [cut, status] = told.map(([, trouble]) => explain(trouble).learned);
    expect(cut).toMatch(language === 'en' ? /broke off at 50\s?%.*afterwards/ : /50% 处中断.*随后/);
    expect(status).toMatch(language === 'en' ? /answered 502.*afterwards/ : /返回了 502.*随后/);
  });

  test('what the policy tries again by itself has words for the meantime that ask nobody to retry', () => {
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
    for (const [name, trouble] of named) {
      const { title, learned, advice, meanwhile } = explain(trouble);
      // Learned afterwards, it is told with the words of the refusal itself.
      if (learned !== undefined) continue;
      for (const text of [title, advice, meanwhile]) {
        if (text !== undefined) found.set(text, [...(found.get(text) ?? []), name]);
      }
    }
    const shared = [...found.values()].filter((names) => names.length > 1);
    expect(shared.map((names) => names.join(', ')).toSorted()).toEqual(SHARED_ON_PURPOSE);
  });
});

const SHARED_ON_PURPOSE = [
  // One fault of a ticket in several places, noticed by the page or by the server, told apart by the advice.
  'address-untrusted host, address-untrusted key, address-untrusted firmware-url, ticket-refused unsafe-address',
  'address-untrusted storage-type, ticket-refused storage-type',
  // Title, advice and meanwhile: the same failure, found out by the size or by the checksum.
  'checksum-mismatch by checksum, checksum-mismatch by size',
  'checksum-mismatch by checksum, checksum-mismatch by size',
  'checksum-mismatch by checksum, checksum-mismatch by size',
  // What happened is certain and the same; why is not.
  'connection-lost network, connection-lost offline, connection-lost store-away, connection-lost all-away, connection-lost ticket-expired',
  // Title and advice: one row of the catalogue, noticed when the file is added or later.
  'file-changed gone before-sending, gone',
  'file-changed gone before-sending, gone',
  // What came is no ticket, or no whole one.
  // Another ticket may be a better one.
  'store-refused key, store-refused policy, store-refused refused',
  'ticket-malformed answer, ticket-malformed ticket',
];

describe('codes', () => {
  test.each(named)('%s has one that can be read out', (_name, trouble) => {
    expect(codeOf(trouble)).toMatch(/^FW-[TPUVBS]\d\d$/);
  });

  test('every row of the catalogue has a trouble that bears it, or a reason why none does', () => {
    const borne = new Set(EVERY_TROUBLE.map((trouble) => codeOf(trouble).slice(3)));
    const elsewhere = new Set(Object.keys(ELSEWHERE));
    const rows = Object.entries(ROWS).flatMap(([letter, count]) =>
      Array.from({ length: count }, (_, index) => `${letter}${String(index + 1).padStart(2, '0')}`),
    );
    rows.push(...LATER_ROWS);
    expect(rows).toHaveLength(94);
    expect(rows.filter((row) => borne.has(row) === elsewhere.has(row))).toEqual([]);
    expect([...borne, ...elsewhere].filter((row) => !rows.includes(row))).toEqual([]);
  });
});

/** How many rows the catalogue has under each letter. */
const ROWS = { T: 21, P: 13, U: 28, V: 10, B: 11, S: 10 };

/** Those of them with a code of their own that came later: numbers between them are rows without one. */
const LATER_ROWS = ['U41'];

/** Rows that end no attempt with a code of their own. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  T17: 'the browser’s clock is never used',
  P03: 'a dropped folder with nothing in it: a notice under the drop zone, there is no upload',
  P04: 'several files are no failure: they are queued',
  P05: 'a suffix in doubt waits for a person',
  P10: 'no digest worker: an unverified receipt says so',
  P11: 'bytes that contradict the name: a doubt, the user decides',
  P12: 'the same bytes again: a doubt, the user decides',
  P13: 'a hostile name is shown legibly',
  U22: 'a hostile error body is read as U11',
  U23: 'a hidden tab: time is measured, not ticks',
  U24: 'a note while the transfer is watched after a sleep',
  U25: 'another network is U07',
  U26: 'a line with the seconds while everything is sent',
  U27: 'cancelled by a person: a state, no failure',
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

describe('what is stored', () => {
  const STORED: Readonly<Record<Stored, readonly string[]>> = {
    'nothing-sent': [
      'offline',
      'ticket-unreachable',
      'ticket-timeout',
      'ticket-malformed answer',
      'ticket-malformed ticket',
      'ticket-expired',
      ...Object.keys(TICKET_REFUSALS).map((refusal) => `ticket-refused ${refusal}`),
      'address-untrusted storage-type',
      'address-untrusted host',
      'address-untrusted key',
      'address-untrusted firmware-url',
      'address-insecure',
      'size-not-allowed',
      'file-changed changed before-sending',
      'file-changed gone before-sending',
      'store-blocked',
      'store-forbids-page',
      'store-unreachable',
      'local-network-closed denied',
      'local-network-closed prompt',
    ],
    'nothing-sent-here': ['already-uploading'],
    'nothing-stored': [
      'file-unreadable',
      'connection-lost network',
      'connection-lost offline',
      'connection-lost store-away',
      'connection-lost all-away',
      'connection-lost ticket-expired',
      'network-limit',
      'store-keeps-refusing',
      'stalled',
      'answer-lost absent',
      'policy-expired',
      'store-refused busy',
      'store-refused too-slow',
      'store-refused broken-body',
      'store-refused full',
      'store-refused too-large',
      'store-refused too-small',
      'store-refused proxy-limit',
      'store-refused account',
      'store-refused key',
      'store-refused policy',
      'store-refused refused',
      'policy-expired asked after a cut',
      'store-refused busy asked after a cut',
      'store-refused refused asked after a status',
      'store-refused account asked after a silence',
    ],
    maybe: [
      'store-refused key asked after a status',
      'answer-lost unknown',
      'answer-not-of-store',
      'file-changed gone after-sending',
      'store-refused trouble',
      'store-refused exists',
      'unexpected',
    ],
    elsewhere: ['answer-from-elsewhere'],
    'wrong-copy': ['checksum-mismatch by checksum', 'checksum-mismatch by size'],
    'mixed-copy': ['file-changed changed after-sending'],
  };

  test('is told as it is known, no more and no less', () => {
    const found = new Map<string, string[]>();
    for (const failure of EVERY_FAILURE) {
      const stored = storedAfter(failure);
      found.set(stored, [...(found.get(stored) ?? []), nameOf(failure)]);
    }
    const sorted = (names: readonly string[] | undefined) => [...(names ?? [])].toSorted();
    for (const [stored, names] of Object.entries(STORED)) {
      expect([stored, sorted(found.get(stored))]).toEqual([stored, sorted(names)]);
    }
  });

  test('of several attempts, what is most to be reckoned with', () => {
    const offline: Failure = { kind: 'offline' };
    const unknown: Failure = { kind: 'answer-lost', found: 'unknown' };
    const mismatch: Failure = { kind: 'checksum-mismatch', ours: '1', theirs: '2' };
    const cut: Failure = { kind: 'stalled', sent: 5, total: 9, quietMs: 1 };
    const after = (...failures: readonly Failure[]) =>
      storedAfterAll(failures.at(-1) ?? offline, {
        tries: failures.map((failure) => ({
          failure,
          sent: 'sent' in failure ? failure.sent : 0,
        })),
        arrived: 'nothing',
      });
    expect(after(offline, offline)).toBe('nothing-sent');
    expect(after(cut, offline)).toBe('nothing-stored');
    expect(after(unknown, cut, offline)).toBe('maybe');
    expect(after(mismatch, unknown, offline)).toBe('wrong-copy');
    // What was there before a person asked again is there still.
    expect(storedAfterAll(offline, { tries: [], arrived: 'maybe' })).toBe('maybe');
    expect(storedAfterAll(mismatch, { tries: [], arrived: 'maybe' })).toBe('wrong-copy');
    for (const failure of EVERY_FAILURE) {
      expect(storedAfterAll(failure, NO_PAST)).toBe(storedAfter(failure));
    }
  });

  test('a gateway’s 5xx may hide a success, its 4xx does not', () => {
    const refused = (status: number, refusal: StoreRefusal) =>
      storedAfter({ ...STORE_REFUSALS[refusal], status, error: undefined });
    expect(refused(502, 'trouble')).toBe('maybe');
    expect(refused(400, 'refused')).toBe('nothing-stored');
  });
});
