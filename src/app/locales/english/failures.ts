import type { AddressFault } from '../../../contract/store-address.ts';
import type { FailureKind, FailureOf, Rejection } from '../../../upload/model/failure.ts';
import type { Leftover } from '../../../upload/model/failure-row.ts';
import type { StoreRefusal, TicketRefusal } from '../../../upload/model/refusal.ts';
import type { Sentence } from '../text/sentence.ts';
import {
  enFileGone,
  enStoreFailureLabels,
  enStoreFailures,
  enStoreFailureTitles,
} from './store-failures.ts';
import {
  enTicketFailureLabels,
  enTicketFailures,
  enTicketFailureTitles,
} from './ticket-failures.ts';

/** What is said of a failure, or how that is made of what its row in the table tells. */
export type Words = Sentence | ((...told: string[]) => Sentence);

type FileChanged = FailureOf<'file-changed'>;

/** Kinds of which each variant has words of its own. */
type WordsOfVariants = {
  readonly 'ticket-refused': Readonly<Record<TicketRefusal, Words>>;
  readonly 'ticket-malformed': Readonly<Record<FailureOf<'ticket-malformed'>['part'], Words>>;
  readonly 'address-untrusted': Readonly<Record<AddressFault['kind'], Words>>;
  readonly 'local-network-closed': Readonly<
    Record<FailureOf<'local-network-closed'>['access'], Words>
  >;
  readonly 'file-changed': Readonly<
    Record<FileChanged['noticed'], Readonly<Record<FileChanged['how'], Words>>>
  >;
  readonly 'connection-lost': Readonly<Record<FailureOf<'connection-lost'>['likely'], Words>>;
  readonly 'answer-lost': Readonly<Record<FailureOf<'answer-lost'>['found'], Words>>;
  readonly 'store-refused': Readonly<Record<StoreRefusal, Words>>;
  readonly 'policy-expired': Readonly<Record<'late' | 'early', Words>>;
};

/** Words for every kind: one without does not compile. A form that is not handed on has those of a refused ticket. */
export type FailureWords = WordsOfVariants &
  Readonly<Record<Exclude<FailureKind, keyof WordsOfVariants | 'not-handed-on'>, Words>>;

/** What went wrong, what to do now, and what may be in the store. */
export const enFailures = {
  kinds: {
    ...enTicketFailures,
    ...enStoreFailures,
    unexpected: {
      title: 'Something in this page went wrong',
      advice: 'Retry. If it happens again, send the details to your administrator.',
    },
  } satisfies FailureWords,
  /** How the reason of a refusal was learned, when its answer did not get through. */
  asked: {
    cut: (percent: string) =>
      `The connection broke off at ${percent}. Storage gave this reason afterwards, when asked without the file.`,
    silence:
      'Everything was sent, and no answer came. Storage gave this reason afterwards, when asked without the file.',
    status: (status: string) =>
      `Something on the way answered ${status} in place of storage. Storage gave this reason afterwards, when asked without the file.`,
    guess: 'A proxy on the way probably held back the answer.',
  },
  rejections: {
    empty: {
      title: 'The file is empty',
      advice:
        'It has no bytes, or is a pipe or socket that browsers can’t read. Choose the built firmware image.',
    },
    'too-large': (limit: string, bytes: string, limitBytes: string) => ({
      title: `The file is larger than ${limit}`,
      advice: `It has ${bytes}; ${limitBytes} are allowed. Choose a smaller package.`,
    }),
    unreadable: {
      title: 'The file can’t be read',
      advice:
        'Choose it again, in case it has changed. If that does not help, close programs that use it, or copy it to this computer.',
    },
    gone: enFileGone,
  } satisfies Record<Rejection['kind'], Sentence | ((...values: string[]) => Sentence)>,
  stored: {
    'nothing-sent': 'Your file has not been sent.',
    'nothing-sent-here': 'Nothing has been sent from this tab.',
    'nothing-stored': 'Nothing was stored.',
    maybe: 'A copy may be in storage; its address was never shown.',
    elsewhere: 'A copy may be at that address; it is not shown.',
    'wrong-copy':
      'A copy with other bytes is in storage; its address must not be used and is not shown.',
    'mixed-copy':
      'A mix of both versions may be in storage; its address must not be used and is not shown.',
  } satisfies Record<Leftover, string>,
  /** Between two sentences. */
  gap: ' ',
  differ: (checksum: string, ours: string, theirs: string) =>
    `${checksum}: your file ${ours}, stored ${theirs}`,
  notKnown: 'not known',
  request: (id: string) => `request ID ${id}`,
};

/** In a row of the list. */
export const enFailureLabels = {
  ...enTicketFailureLabels,
  ...enStoreFailureLabels,
  unexpected: 'Page error',
  empty: 'Empty file',
  'too-large': 'Too large',
  unreadable: 'Can’t be read',
  gone: 'File is gone',
} satisfies Record<FailureKind | Rejection['kind'], string>;

/** In the timeline of the exchange. */
export const enFailureTitles = {
  ...enTicketFailureTitles,
  ...enStoreFailureTitles,
  unexpected: 'An error in this page',
} satisfies Record<FailureKind, string>;
