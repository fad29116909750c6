import type { ExchangeEventOf } from '../upload/exchange-event.ts';
import type { ConfirmationOutcome } from '../upload/transfer/confirmation-client.ts';
import { otherThan } from './store-answers.ts';

export type StandInObject = {
  readonly firmwareUrl: string;
  readonly size: number;
  readonly crc64: string;
  /** The recorded object had other bytes than its file. */
  readonly differs: boolean;
};

/** What our server found then, said of the file that stands in. */
export function foundAnswer(
  { found, crc64, size, signIn }: ExchangeEventOf<'found'>,
  object: StandInObject,
): ConfirmationOutcome {
  if (found === 'unreachable') return { confirmation: found, ...(signIn && { signIn }) };
  if (found !== 'stored') return { confirmation: found };
  const { firmwareUrl, differs } = object;
  const isShort = size !== undefined && size !== object.size;
  return {
    confirmation: 'stored',
    firmwareUrl,
    size: isShort ? size : object.size,
    crc64: crc64 === undefined ? undefined : differs ? otherThan(object.crc64) : object.crc64,
  };
}
