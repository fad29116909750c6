import { memo, useRef, useState } from 'react';
import type { SavedReceipt } from '../../upload/storage/saved-receipt.ts';
import type { ReceiptNotes } from '../../upload/model/upload.ts';
import { CompareFoot } from '../compare/CompareFoot.tsx';
import { useComparison } from '../compare/useComparison.ts';
import { useFileDrop } from '../ui/useFileDrop.ts';
import { useI18n } from '../locales/I18n.tsx';
import { useWords } from '../locales/useWords.ts';
import { FirmwareUrl } from '../receipt/FirmwareUrl.tsx';
import { VerdictBadge } from '../receipt/VerdictBadge.tsx';
import { Button } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import { FileName } from '../ui/FileName.tsx';
import { useKeepFocus } from '../ui/useKeepFocus.ts';
import { SavedDetails } from './SavedDetails.tsx';
import css from './SavedRow.module.css';

type SavedRowProps = {
  readonly saved: SavedReceipt;
  readonly simulated: boolean;
  readonly onRemove: (saved: SavedReceipt, row: HTMLElement) => void;
  readonly notes: ReceiptNotes;
};

/** One receipt. A file that is dropped on it is compared with it, and nothing else. */
export const SavedRow = memo(function SavedRow(props: SavedRowProps) {
  const { saved, simulated, onRemove, notes } = props;
  const { firmware, suffix, image, receipt } = saved;
  const { format } = useI18n();
  const words = useWords('history');
  const row = useRef<HTMLLIElement>(null);
  const keepFocus = useKeepFocus(row);
  const tool = useComparison(saved, (found) => notes.noteDigests(saved.id, found));
  const { hovering, handlers } = useFileDrop({ onFile: tool.compare, onRefuse: tool.refuse });
  const [isOpen, setOpen] = useState(false);
  const { name } = firmware;

  return (
    <li
      ref={row}
      className={css['row']}
      tabIndex={-1}
      aria-label={name}
      data-testid="kept-receipt"
      data-hovering={hovering}
      data-drop={words.dropHere}
      {...handlers}
      {...keepFocus}
    >
      <div className={css['top']}>
        <span className={css['tag']} translate="no">
          {suffix}
        </span>
        <div className={css['what']}>
          <h4 className={css['name']}>
            <FileName name={name} />
          </h4>
          <ul className={css['meta']}>
            <li title={format.moment(receipt.finishedAt)}>
              {format.time(receipt.finishedAt, receipt.finishedAt)}
            </li>
            <li title={format.exactBytes(firmware.size)}>{format.bytes(firmware.size)}</li>
            {firmware.folder !== '' && (
              <li>
                <bdi translate="no">{firmware.folder}</bdi>
              </li>
            )}
            {receipt.madePackages !== undefined && (
              <li data-testid="kept-package">{words.hasPackage}</li>
            )}
            {image !== undefined && (
              <li data-testid="kept-image" translate="no">
                {image}
              </li>
            )}
          </ul>
        </div>
        <VerdictBadge verdict={receipt.verdict} />
        <Button
          look="icon"
          className={css['remove']}
          aria-label={words.remove(name)}
          data-testid="kept-remove"
          data-costly
          onClick={() => row.current && onRemove(saved, row.current)}
        >
          <Icon name="cross" />
        </Button>
      </div>
      <FirmwareUrl url={receipt.firmwareUrl} name={name} simulated={simulated} look="plain" />
      <CompareFoot name={name} tool={tool}>
        <details onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary data-testid="kept-details" aria-label={`${words.details}: ${name}`}>
            {words.details}
          </summary>
          {isOpen && <SavedDetails saved={saved} notes={notes} />}
        </details>
      </CompareFoot>
    </li>
  );
});
