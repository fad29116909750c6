import type { SavedReceipt } from '../../upload/storage/saved-receipt.ts';
import dotted from '../ui/dotted.module.css';
import head from '../detail/DetailHead.module.css';
import { useI18n } from '../locales/I18n.tsx';
import { useWords } from '../locales/useWords.ts';
import { Button } from '../ui/Button.tsx';
import { FileName } from '../ui/FileName.tsx';
import { Icon } from '../ui/Icon.tsx';
import { useReceiptsView } from './ReceiptsContext.ts';

type SavedHeadProps = {
  readonly saved: SavedReceipt;
  readonly onClose: (() => void) | undefined;
};

/** Which file this is, and how to print its receipt or be rid of it. */
export function SavedHead({ saved, onClose }: SavedHeadProps) {
  const { firmware, image, imageVersion, receipt } = saved;
  const { remove, print } = useReceiptsView();
  const { format } = useI18n();
  const words = useWords('history');
  const { name } = firmware;
  const described = [image, imageVersion].filter((each) => each !== undefined).join(' ');
  return (
    <header className={head['head']}>
      <h3 className={head['name']} tabIndex={-1} data-testid="kept-name">
        <FileName name={name} />
      </h3>
      <ul className={`${dotted['dotted']} ${head['meta']}`}>
        {firmware.folder !== '' && (
          <li>
            <bdi translate="no">{firmware.folder}</bdi>
          </li>
        )}
        <li title={format.exactBytes(firmware.size)}>{format.bytes(firmware.size)}</li>
        {described !== '' && <li translate="no">{described}</li>}
        <li>{format.moment(receipt.finishedAt)}</li>
      </ul>
      <Button
        look="ghost"
        className={head['remove']}
        aria-label={words.printName(name)}
        data-testid="kept-print"
        onClick={() => print(saved)}
      >
        {words.print}
      </Button>
      <Button
        look="ghost"
        className={head['remove']}
        aria-label={words.remove(name)}
        data-testid="kept-remove"
        data-costly
        onClick={() => remove(saved)}
      >
        {words.removeShort}
      </Button>
      {onClose !== undefined && (
        <Button
          look="icon"
          aria-label={words.closeDetail(name)}
          data-testid="kept-close"
          data-costly
          onClick={onClose}
        >
          <Icon name="cross" />
        </Button>
      )}
    </header>
  );
}
