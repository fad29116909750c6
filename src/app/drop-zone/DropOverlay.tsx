import type { SuffixChoice } from '../../upload/model/upload.ts';
import { useI18n } from '../locales/I18n.tsx';
import { Icon } from '../ui/Icon.tsx';
import css from './DropOverlay.module.css';

/** While files hang over the page: anywhere will do, and this is what they will be taken as. */
export function DropOverlay({ choice }: { readonly choice: SuffixChoice }) {
  const { messages } = useI18n();
  return (
    <div className={css['overlay']} aria-hidden="true">
      <div className={css['frame']}>
        <Icon name="upload" size={40} />
        <p className={css['title']}>{messages.drop.overlay}</p>
        {choice !== 'auto' && <p translate="no">{messages.drop.overlaySuffix(choice)}</p>}
      </div>
    </div>
  );
}
