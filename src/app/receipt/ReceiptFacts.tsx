import { Fragment } from 'react';
import type { Firmware } from '../../upload/model/firmware-file.ts';
import type { Receipt } from '../../upload/model/receipt.ts';
import { legibleText } from '../../contract/legible-text.ts';
import type { LateWords } from '../locales/catalog.ts';
import { useI18n } from '../locales/I18n.tsx';
import { useWords } from '../locales/useWords.ts';
import css from './Receipt.module.css';

export type Fact = readonly [name: string, value: string];

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
    ...packageFacts(receipt, words),
    [words.ticketRequest, receipt.ticketRequestId || words.notGiven],
    [words.storeRequest, receipt.storeRequestId ?? words.notGiven],
  ];
  return (
    <dl className={css['facts']}>
      {facts.map(([name, value]) => (
        <Fragment key={`${name} ${value}`}>
          <dt>{name}</dt>
          <dd translate="no">{legibleText(value)}</dd>
        </Fragment>
      ))}
    </dl>
  );
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
