import type { SavedReceipt } from '../../upload/storage/saved-receipt.ts';
import { useI18n } from '../locales/I18n.tsx';
import { useWords } from '../locales/useWords.ts';
import css from './PrintedReceipts.module.css';
import { printedFacts } from './printed-facts.ts';

type PrintedReceiptsProps = {
  readonly receipts: readonly SavedReceipt[];
  /** A sheet of one receipt says all of it; a list says what one looks for. */
  readonly isOne: boolean;
};

/** On paper this stands in place of the page; it is not on the screen. */
export function PrintedReceipts({ receipts, isOne }: PrintedReceiptsProps) {
  const { format, messages } = useI18n();
  const { simulated } = messages.page;
  const receipt = useWords('receipt');
  const history = useWords('history');
  const remarks = useWords('remarks');
  if (receipts.length === 0) return null;
  return (
    <div className={css['sheet']} data-printed data-testid="printed" aria-hidden="true">
      <h2>{isOne ? receipt.printed : history.title}</h2>
      {receipts.map((saved) => (
        <article key={saved.id} className={css['receipt']}>
          <h3 translate="no">{saved.firmware.name}</h3>
          <dl>
            {printedFacts(saved, isOne, { format, receipt, history, remarks, simulated }).map(
              ([name, value]) => (
                <div key={`${name} ${value}`}>
                  <dt>{name}</dt>
                  <dd translate="no">{value}</dd>
                </div>
              ),
            )}
          </dl>
        </article>
      ))}
    </div>
  );
}
