import type { AddressFault } from '../../contract/store-address.ts';
import type { Asked, Failure, Rejection } from '../../upload/model/failure.ts';
import { storeRefusalOf, ticketRefusalOf } from '../../upload/model/refusal.ts';
import type { Format } from '../locales/format.ts';
import { kept } from '../locales/kept.ts';
import type { ListWords } from '../locales/catalog.ts';
import type { Sentence } from '../locales/sentence.ts';
import { NO_PAST, storedAfterAll, type Past } from '../../upload/model/may-be-stored.ts';

/** What is said about a failed or refused firmware of `size` bytes; what lies in the store, its past decides as well. */
export function explainTrouble(
  trouble: Failure | Rejection,
  size: number,
  messages: ListWords,
  format: Format,
  past: Past = NO_PAST,
): Sentence & { readonly stored: string } {
  const { stored } = messages.trouble;
  return isRejection(trouble)
    ? { ...explainRejection(trouble, size, messages, format), stored: stored['nothing-sent'] }
    : {
        ...explainFailure(trouble, size, messages, format),
        stored: stored[storedAfterAll(trouble, past)],
      };
}

const REJECTIONS: Readonly<Record<Rejection['kind'], true>> = {
  empty: true,
  'too-large': true,
  unreadable: true,
  gone: true,
};

function isRejection(trouble: Failure | Rejection): trouble is Rejection {
  return Object.hasOwn(REJECTIONS, trouble.kind);
}

function explainFailure(
  failure: Failure,
  size: number,
  { trouble: { failure: words } }: ListWords,
  format: Format,
): Sentence {
  const seconds = (ms: number) => format.duration(ms / 1000);
  switch (failure.kind) {
    case 'offline':
    case 'ticket-unreachable':
    case 'already-uploading':
    case 'file-unreadable':
    case 'store-keeps-refusing':
    case 'answer-not-of-store':
    case 'answer-from-elsewhere':
    case 'checksum-mismatch':
    case 'unexpected':
      return words[failure.kind];
    case 'ticket-timeout':
      return words['ticket-timeout'](seconds(failure.afterMs));
    case 'ticket-refused':
      return words['ticket-refused'][ticketRefusalOf(failure)];
    case 'ticket-malformed':
      return words['ticket-malformed'][failure.part];
    case 'ticket-expired':
      return words['ticket-expired'](seconds(failure.lifeMs), seconds(failure.leftMs));
    case 'address-untrusted':
      return words['address-untrusted'][failure.fault.kind](kept(addressIn(failure.fault)));
    case 'address-insecure':
    case 'store-blocked':
    case 'store-unreachable':
      return words[failure.kind](kept(failure.host));
    case 'local-network-closed':
      return words[failure.kind][failure.access](kept(failure.host));
    case 'store-forbids-page':
      return words['store-forbids-page'](kept(failure.host), kept(failure.origin));
    case 'size-not-allowed':
      return words['size-not-allowed'](
        format.exactBytes(failure.min),
        format.exactBytes(failure.max),
        format.exactBytes(size),
      );
    case 'file-changed':
      return words['file-changed'][failure.noticed][failure.how];
    case 'connection-lost':
      return words['connection-lost'][failure.likely](format.percent(failure.sent, failure.total));
    case 'network-limit':
      return words['network-limit'](format.bytes(failure.sent));
    case 'stalled':
      return words.stalled(format.percent(failure.sent, failure.total), seconds(failure.quietMs));
    case 'answer-lost':
      return words['answer-lost'][failure.found];
    case 'policy-expired':
      return withSource(words['policy-expired'], failure, words.asked, format);
    case 'store-refused':
      return withSource(
        words['store-refused'][storeRefusalOf(failure)],
        failure,
        words.asked,
        format,
      );
  }
}

type AskedWords = ListWords['trouble']['failure']['asked'];

/** Adds how the reason was learned, if the store was asked for it afterwards. */
function withSource(
  sentence: Sentence,
  failure: Extract<Failure, { kind: 'policy-expired' | 'store-refused' }>,
  words: AskedWords,
  format: Format,
): Sentence {
  const { asked } = failure;
  if (asked === undefined) return sentence;
  const { meanwhile, ...lasting } = sentence;
  const isRepeated = failure.kind === 'store-refused' && storeRefusalOf(failure) === 'busy';
  return {
    ...lasting,
    ...(isRepeated && meanwhile !== undefined && { meanwhile }),
    learned: learnedWhen(asked, words, format),
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

function explainRejection(
  rejection: Rejection,
  size: number,
  { trouble: { rejection: words } }: ListWords,
  format: Format,
): Sentence {
  switch (rejection.kind) {
    case 'empty':
    case 'unreadable':
    case 'gone':
      return words[rejection.kind];
    case 'too-large':
      // Exactly: a byte too much looks like the limit itself.
      return words['too-large'](
        format.bytes(rejection.limit),
        format.exactBytes(size),
        format.exactBytes(rejection.limit),
      );
  }
}

/** What the ticket has in place of one. */
function addressIn(fault: AddressFault): string {
  switch (fault.kind) {
    case 'storage-type':
      return fault.objectStorage;
    case 'host':
      return fault.host;
    case 'key':
      return fault.key;
    case 'firmware-url':
      return fault.firmwareUrl;
  }
}
