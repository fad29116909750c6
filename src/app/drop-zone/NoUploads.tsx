import { useI18n } from '../locales/I18n.tsx';
import { Button } from '../ui/Button.tsx';
import css from './NoUploads.module.css';
import { sampleFirmware } from './sample.ts';

type NoUploadsProps = {
  /** Undefined where a sample would lie in a cloud that others use. */
  readonly onSample: ((files: readonly File[]) => void) | undefined;
};

/** Where the list will be: what happens to a file that is dropped here, and one to try it with. */
export function NoUploads({ onSample }: NoUploadsProps) {
  const { messages } = useI18n();
  return (
    <div className={css['empty']}>
      <p>{messages.drop.noUploads}</p>
      {onSample !== undefined && (
        <Button data-testid="sample" onClick={() => onSample([sampleFirmware()])}>
          {messages.drop.sample}
        </Button>
      )}
    </div>
  );
}
