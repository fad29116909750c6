import { Fragment } from 'react';
import type { Firmware } from '../../upload/model/firmware-file.ts';
import type { Receipt } from '../../upload/model/receipt.ts';
import { legibleText } from '../../contract/legible-text.ts';
import type { LateWords } from '../locales/catalog.ts';
import { useI18n } from '../locales/I18n.tsx';
import { useWords } from '../locales/useWords.ts';
import css from './Receipt.module.css';

/** What is an id or an address is set in the type of code. */
export type Fact = readonly [name: string, value: string, look?: 'code'];

const NO_MORE: readonly Fact[] = [];

type ReceiptFactsProps = {
  readonly firmware: Firmware;
  readonly receipt: Receipt;
  readonly more?: readonly Fact[] | undefined;
};

/** What support asks for. */
export function ReceiptFacts({ firmware, receipt, more = NO_MORE }: ReceiptFactsProps) {
  const { format } = useI18n();
  const words = useWords('receipt');
  const facts: readonly Fact[] = [
    [words.size, format.exactBytes(firmware.size)],
    [words.finished, format.moment(receipt.finishedAt)],
    ...more,
    ...provenanceFacts(receipt, words),
    ...packageFacts(receipt, words),
    idFact(words.ticketRequest, receipt.ticketRequestId, words),
    idFact(words.storeRequest, receipt.storeRequestId, words),
    ...relayFacts(receipt, words),
  ];
  return (
    <dl className={css['facts']}>
      {facts.map(([name, value, look]) => (
        <Fragment key={`${name} ${value}`}>
          <dt>{name}</dt>
          <dd translate="no">
            {look === 'code' ? <code>{legibleText(value)}</code> : legibleText(value)}
          </dd>
        </Fragment>
      ))}
    </dl>
  );
}

function idFact(name: string, id: string | undefined, words: LateWords['receipt']): Fact {
  return id === undefined || id === '' ? [name, words.notGiven] : [name, id, 'code'];
}

function relayFacts({ relayedBy }: Receipt, words: LateWords['receipt']): readonly Fact[] {
  return relayedBy === undefined ? [] : [[words.sentThrough, relayedBy, 'code']];
}

function provenanceFacts({ provenance }: Receipt, words: LateWords['receipt']): readonly Fact[] {
  const { uploadedBy, target } = provenance ?? {};
  return [
    ...(target === undefined ? [] : [[words.target, target.label] as const]),
    ...(uploadedBy === undefined ? [] : [[words.uploadedBy, uploadedBy] as const]),
  ];
}

function packageFacts(
  { madePackages = [] }: Receipt,
  words: LateWords['receipt'],
): readonly Fact[] {
  return madePackages.map(({ firmwareId, firmwareName, destVersion }) => [
    words.packageMade,
    words.packageId(firmwareId, firmwareName, destVersion),
  ]);
}
