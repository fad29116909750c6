import type { Failure, Rejection } from '../../upload/model/failure.ts';
import type { Asked, Wording } from '../../upload/model/failure-row.ts';
import {
  isRejection,
  leftoverOfAll,
  NO_PAST,
  toldOf,
  type Past,
} from '../../upload/model/failure-rules.ts';
import { storeRefusalOf, ticketRefusalOf } from '../../upload/model/refusal.ts';
import type { Format } from '../locales/format.ts';
import { kept } from '../locales/text/kept.ts';
import type { Sentence } from '../locales/text/sentence.ts';
import type { ListWords } from '../locales/catalog.ts';
import type { FailureWords, Words } from '../locales/english/failures.ts';

/** What is said about a failed or refused firmware of `size` bytes; its past decides as well what may be in the store. */
export function explainFailure(
  reason: Failure | Rejection,
  size: number,
  { failures: words }: ListWords,
  format: Format,
  past: Past = NO_PAST,
): Sentence & { readonly stored: string } {
  if (isRejection(reason)) {
    return {
      ...rejectionSentence(reason, size, words, format),
      stored: words.stored['nothing-sent'],
    };
  }
  return {
    ...withSource(failureSentence(reason, size, words.kinds, format), reason, words.asked, format),
    stored: words.stored[leftoverOfAll(reason, past)],
  };
}

function failureSentence(
  failure: Failure,
  size: number,
  words: FailureWords,
  format: Format,
): Sentence {
  const itsWords = wordsOf(failure, words);
  if (typeof itsWords !== 'function') return itsWords;
  const wording: Wording = { ...format, exactly: kept };
  return itsWords(...toldOf(failure, wording, size));
}

/** Some kinds have words for each of their variants. */
function wordsOf(failure: Failure, words: FailureWords): Words {
  switch (failure.kind) {
    // Who refuses a ticket refuses a form for the same reasons.
    case 'ticket-refused':
    case 'not-handed-on':
      return words['ticket-refused'][ticketRefusalOf(failure)];
    case 'ticket-malformed':
      return words[failure.kind][failure.part];
    case 'address-untrusted':
      return words[failure.kind][failure.fault.kind];
    case 'local-network-closed':
      return words[failure.kind][failure.access];
    case 'file-changed':
      return words[failure.kind][failure.noticed][failure.how];
    case 'connection-lost':
      return words[failure.kind][failure.likely];
    case 'answer-lost':
      return words[failure.kind][failure.found];
    case 'store-refused':
      return words[failure.kind][storeRefusalOf(failure)];
    case 'policy-expired':
      return words[failure.kind][failure.isEarly === true ? 'early' : 'late'];
    default:
      return words[failure.kind];
  }
}

type AskedWords = ListWords['failures']['asked'];

/** Adds how the reason was learned, if the store was asked for it afterwards. */
function withSource(
  sentence: Sentence,
  failure: Failure,
  words: AskedWords,
  format: Format,
): Sentence {
  if (!('asked' in failure) || failure.asked === undefined) return sentence;
  const { meanwhile, ...lasting } = sentence;
  const isRepeated = failure.kind === 'store-refused' && storeRefusalOf(failure) === 'busy';
  return {
    ...lasting,
    ...(isRepeated && meanwhile !== undefined && { meanwhile }),
    learned: learnedWhen(failure.asked, words, format),
    guess: words.guess,
  };
}

function learnedWhen(asked: Asked, words: AskedWords, format: Format): string {
  switch (asked.insteadOfAnswer) {
    case 'cut':
      return words.cut(format.percent(asked.sent, asked.total));
    case 'silence':
      return words.silence;
    case 'status':
      return words.status(String(asked.status));
  }
}

function rejectionSentence(
  rejection: Rejection,
  size: number,
  { rejections: words }: ListWords['failures'],
  format: Format,
): Sentence {
  if (rejection.kind !== 'too-large') return words[rejection.kind];
  const { limit } = rejection;
  // Exactly: a byte too much looks like the limit itself.
  return words['too-large'](format.bytes(limit), format.exactBytes(size), format.exactBytes(limit));
}
