import { useI18n } from '../locales/I18n.tsx';
import { Button } from '../ui/Button.tsx';
import { useAskBeforeLeaving } from '../page/useAskBeforeLeaving.ts';
import { useIsUploading, type UploadSource } from '../uploads/useUploads.ts';
import css from './CrashNote.module.css';

type CrashNoteProps = { readonly queue: UploadSource; readonly onShowAgain: () => void };

/** In place of what could not be drawn. Says whether uploads go on: which is what matters before a reload. */
export function CrashNote({ queue, onShowAgain }: CrashNoteProps) {
  const words = useI18n().messages.crash;
  const isUploading = useIsUploading(queue);
  useAskBeforeLeaving(isUploading);
  return (
    <div className={css['crash']} role="alert" data-testid="crash" data-code="FW-B06">
      <p>
        <strong>{words.title}</strong>
      </p>
      <p>{isUploading ? words.uploadsGoOn : words.nothingUnderWay}</p>
      <div className={css['buttons']}>
        <Button onClick={onShowAgain}>{words.showAgain}</Button>
        <Button onClick={() => location.reload()}>{words.reload}</Button>
      </div>
    </div>
  );
}
