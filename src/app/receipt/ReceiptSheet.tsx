import { useRef } from 'react';
import type { SavedReceipt } from '../../upload/storage/saved-receipt.ts';
import { useWords } from '../locales/useWords.ts';
import { Button } from '../ui/Button.tsx';
import { CopyButton } from '../ui/CopyButton.tsx';
import { saveFile } from '../page/save-file.ts';
import { useDismiss } from '../ui/useDismiss.ts';
import { SHEET_FORMATS, SHEETS, writeNames, type SheetFormat } from './receipt-sheet.ts';
import css from './ReceiptSheet.module.css';

type ReceiptSheetProps = {
  readonly count: number;
  /** Asked for on a press. */
  readonly receipts: () => readonly SavedReceipt[];
};

/** What is finished, to be handed on: every address at once, or a file with all there is to know. */
export function ReceiptSheet({ count, receipts }: ReceiptSheetProps) {
  const words = useWords('sheet');
  const menu = useRef<HTMLDetailsElement>(null);
  useDismiss(menu);
  if (count === 0) return null;
  const save = (format: SheetFormat) => {
    const { type, mark, write } = SHEETS[format];
    saveFile(mark + write(receipts()), type, `ota-drop-receipts.${format}`);
    if (menu.current === null) return;
    // Before the button that has it is gone.
    menu.current.querySelector('summary')?.focus();
    menu.current.open = false;
  };
  return (
    <div className={css['sheet']}>
      {count > 1 && (
        <CopyButton
          text={() =>
            receipts()
              .map(({ receipt }) => receipt.firmwareUrl)
              .join('\n')
          }
          label={words.copyAllLabel(count)}
          testId="copy-all"
        >
          {words.copyAll}
        </CopyButton>
      )}
      <details ref={menu} className={css['menu']} data-testid="export">
        <summary>{words.save}</summary>
        <div className={css['formats']}>
          <CopyButton
            look="plain"
            text={() => writeNames(receipts())}
            label={words.copyNamesLabel(count)}
            testId="copy-names"
          >
            {words.copyNames}
          </CopyButton>
          {SHEET_FORMATS.map((format) => (
            <Button
              key={format}
              aria-label={words.saveAs(words.format[format])}
              data-testid={`export-${format}`}
              onClick={() => save(format)}
            >
              {words.format[format]}
            </Button>
          ))}
        </div>
      </details>
    </div>
  );
}
