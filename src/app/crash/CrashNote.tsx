import type { UploadQueue } from '../../upload/model/upload.ts';
import { mayCancel } from '../../upload/model/upload-phase.ts';
import { useI18n } from '../locales/I18n.tsx';
import { Button } from '../ui/Button.tsx';
import { useAskBeforeLeaving } from '../page/useAskBeforeLeaving.ts';
import { useUploads } from '../uploads/useUploads.ts';
import css from './CrashNote.module.css';

type CrashNoteProps = { readonly queue: UploadQueue; readonly onShowAgain: () => void };

/** In place of what could not be drawn. Says whether uploads go on: that is what a person wants to know before reloading. */
export function CrashNote({ queue, onShowAgain }: CrashNoteProps) {
  const uploads = useUploads(queue);
  const {
    messages: { crash: words },
  } = useI18n();
  const isUploading = uploads.some(({ state }) => mayCancel(state));
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
