import { useEffect, useRef, type KeyboardEvent } from 'react';
import type { SavedReceipt } from '../../upload/storage/saved-receipt.ts';
import { restoreDigests } from '../../upload/model/digests.ts';
import { useComparison } from '../compare/useComparison.ts';
import detail from '../detail/Detail.module.css';
import { ExchangeDisclosure } from '../exchange/ExchangeDisclosure.tsx';
import { useI18n } from '../locales/I18n.tsx';
import { useWords } from '../locales/useWords.ts';
import { ReceiptBody } from '../receipt/Receipt.tsx';
import type { Fact } from '../receipt/ReceiptFacts.tsx';
import { RemarkFields } from '../remarks/RemarkFields.tsx';
import { useFileDrop } from '../ui/useFileDrop.ts';
import { useKeepFocus } from '../ui/useKeepFocus.ts';
import { useReceiptsView, type DroppedFiles } from './ReceiptsContext.ts';
import { SavedHead } from './SavedHead.tsx';

/** Made anew by every drop, so that the same file can be dropped twice. */
export type Dropped = { readonly id: string; readonly files: DroppedFiles };

type SavedDetailProps = {
  readonly saved: SavedReceipt;
  /** What was dropped on its row. */
  readonly dropped: Dropped | undefined;
  /** Something in it has the focus. */
  readonly onUse: () => void;
  /** Undefined where it stands beside the list, and is never closed. */
  readonly onClose: (() => void) | undefined;
  /** Back to its row, where the focus came from. */
  readonly onLeave: () => void;
};

/** All there is to know of one receipt, and what its file is still for. */
export function SavedDetail({ saved, dropped, onUse, onClose, onLeave }: SavedDetailProps) {
  const { id, firmware, digests, attempts, imageVersion, remarks, receipt } = saved;
  const { simulated, notes } = useReceiptsView();
  const { format } = useI18n();
  const words = useWords('history');
  const root = useRef<HTMLElement>(null);
  const keepFocus = useKeepFocus(root, onUse);
  const tool = useComparison(saved, (found) => notes.noteDigests(id, found));
  const { handlers } = useFileDrop({ onFile: tool.compare, onRefuse: tool.refuse });
  const handled = useRef<Dropped>(undefined);
  useEffect(() => {
    if (dropped === undefined || handled.current === dropped) return;
    handled.current = dropped;
    if (dropped.files === 'refused') tool.refuse();
    else tool.compare(dropped.files);
  }, [dropped, tool]);

  const facts: readonly Fact[] = [
    [words.attempts, format.count(attempts)],
    [
      words.duration,
      receipt.sendMs > 0 ? words.sentIn(format.took(receipt.sendMs)) : words.foundLater,
    ],
  ];
  const leave = (event: KeyboardEvent) => {
    const isInDialog = event.target instanceof Element && event.target.closest('dialog') !== null;
    if (event.key !== 'Escape' || event.defaultPrevented || isInDialog) return;
    event.preventDefault();
    onClose?.();
    onLeave();
  };
  const close =
    onClose &&
    (() => {
      onClose();
      // The button that was pressed goes with it.
      onLeave();
    });
  return (
    <section
      ref={root}
      className={detail['detail']}
      aria-label={words.open(firmware.name)}
      data-testid="kept-detail"
      data-id={id}
      {...{ onKeyDown: leave }}
      {...keepFocus}
      {...handlers}
    >
      <SavedHead saved={saved} onClose={close} />
      <div className={detail['panel']} data-testid="kept-panel">
        <ReceiptBody
          firmware={firmware}
          receipt={receipt}
          digests={restoreDigests(digests)}
          imageVersion={imageVersion}
          simulated={simulated}
          stored={undefined}
          tool={tool}
          facts={facts}
          onMade={(made) => notes.notePackage(id, made)}
        />
        <RemarkFields
          remarks={remarks}
          name={firmware.name}
          onEdit={(edit) => notes.noteRemark(id, edit)}
        />
        <ExchangeDisclosure
          id={id}
          about={{
            firmware,
            standing: 'done',
            failed: undefined,
            ticketRequestId: receipt.ticketRequestId,
          }}
        />
      </div>
    </section>
  );
}
