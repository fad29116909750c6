import type { AddressFault } from '../../contract/store-address.ts';
import type { Failure, Rejection } from '../../upload/failure.ts';
import type { Format } from '../format.ts';
import type { Messages } from '../i18n/en.ts';
import type { Sentence } from '../i18n/sentence.ts';
import { storeRefusalOf, ticketRefusalOf } from './refusal.ts';
import { storedAfter } from './stored.ts';

/** What is said about a failed or refused firmware of `size` bytes. */
export function explainTrouble(
  trouble: Failure | Rejection,
  size: number,
  messages: Messages,
  format: Format,
): Sentence & { readonly stored: string } {
  const { stored } = messages.trouble;
  switch (trouble.kind) {
    case 'empty':
    case 'too-large':
    case 'unreadable':
      return {
        ...explainRejection(trouble, size, messages, format),
        stored: stored['nothing-sent'],
      };
    case 'ticket-unreachable':
    case 'ticket-refused':
    case 'ticket-malformed':
    case 'ticket-expired':
    case 'address-untrusted':
    case 'size-not-allowed':
    case 'store-unreachable':
    case 'store-refused':
    case 'answer-not-of-store':
    case 'policy-expired':
    case 'checksum-mismatch':
    case 'file-changed':
    case 'unexpected':
      return {
        ...explainFailure(trouble, size, messages, format),
        stored: stored[storedAfter(trouble)],
      };
  }
}

function explainFailure(
  failure: Failure,
  size: number,
  { trouble: { failure: words } }: Messages,
  format: Format,
): Sentence {
  switch (failure.kind) {
    case 'ticket-unreachable':
    case 'ticket-malformed':
    case 'answer-not-of-store':
    case 'policy-expired':
    case 'checksum-mismatch':
    case 'file-changed':
    case 'unexpected':
      return words[failure.kind];
    case 'ticket-refused':
      return words['ticket-refused'][ticketRefusalOf(failure)];
    case 'ticket-expired':
      return words['ticket-expired'](format.duration(failure.lifeMs / 1000));
    case 'address-untrusted':
      return words['address-untrusted'][failure.fault.kind](addressIn(failure.fault));
    case 'size-not-allowed':
      return words['size-not-allowed'](
        format.exactBytes(failure.min),
        format.exactBytes(failure.max),
        format.exactBytes(size),
      );
    case 'store-unreachable': {
      const unreachable = words['store-unreachable'];
      if (failure.sent === 0) return unreachable['before-sending'];
      if (failure.sent >= failure.total) return unreachable['after-sending'];
      return unreachable['on-the-way'](format.percent(failure.sent, failure.total));
    }
    case 'store-refused':
      return words['store-refused'][storeRefusalOf(failure)];
  }
}

function explainRejection(
  rejection: Rejection,
  size: number,
  { trouble: { rejection: words } }: Messages,
  format: Format,
): Sentence {
  switch (rejection.kind) {
    case 'empty':
    case 'unreadable':
      return words[rejection.kind];
    case 'too-large':
      // A byte too much looks like the limit itself unless it is told exactly.
      return format.bytes(size) === format.bytes(rejection.limit)
        ? words['too-large'](
            `${format.bytes(rejection.limit)} (${format.exactBytes(rejection.limit)})`,
            format.exactBytes(size),
          )
        : words['too-large'](format.bytes(rejection.limit), format.bytes(size));
  }
}

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
