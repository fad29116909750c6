import type { Upload } from '../../upload/upload.ts';
import { isFinished } from '../../upload/upload-state.ts';
import { useListWords } from './useListWords.ts';
import { ReceiptSheet } from '../receipt/ReceiptSheet.tsx';
import { Button } from '../ui/Button.tsx';
import css from './ListHeader.module.css';
import { summarise } from './summary.ts';

type ListHeaderProps = { readonly uploads: readonly Upload[]; readonly onClear: () => void };

export function ListHeader({ uploads, onClear }: ListHeaderProps) {
  const {
    messages: { list: words },
    format,
  } = useListWords();
  const { done, total, sentBytes, totalBytes, bytesPerSecond, secondsLeft, needYou } =
    summarise(uploads);
  const parts = [
    total > 0 && words.done(format.count(done), format.count(total)),
    total > 0 && words.bytes(format.bytes(sentBytes), format.bytes(totalBytes)),
    bytesPerSecond !== undefined && format.speed(bytesPerSecond),
    secondsLeft !== undefined && words.left(format.duration(Math.ceil(secondsLeft))),
    needYou > 0 && words.needYou(needYou),
  ].filter((part) => part !== false);

  return (
    <div className={css['header']}>
      <h2 className={css['title']}>{words.title}</h2>
      <p className={css['summary']} data-testid="summary">
        {parts.join(' · ')}
      </p>
      <ReceiptSheet uploads={uploads} />
      {uploads.some(({ state }) => isFinished(state)) && (
        <Button look="ghost" data-testid="clear-finished" onClick={onClear}>
          {words.clear}
        </Button>
      )}
    </div>
  );
}
