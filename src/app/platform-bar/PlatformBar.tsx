import type { CloudKind } from '../../contract/page-config.ts';
import { useI18n } from '../i18n/I18n.tsx';
import { Icon } from '../ui/Icon.tsx';
import { LanguageSwitch } from './LanguageSwitch.tsx';
import css from './PlatformBar.module.css';

/** Where one is, and where firmware goes from here. */
export function PlatformBar({ cloud }: { readonly cloud: CloudKind | undefined }) {
  return (
    <header className={css['bar']}>
      <div className={css['logo']}>
        <span className={css['mark']}>
          <Icon name="upload" />
        </span>
        OTA Drop
      </div>
      {cloud !== undefined && <CloudBadge cloud={cloud} />}
      <span className={css['space']} />
      <LanguageSwitch />
    </header>
  );
}

function CloudBadge({ cloud }: { readonly cloud: CloudKind }) {
  const { messages } = useI18n();
  return cloud === 'simulated' ? (
    <span className={`${css['badge']} ${css['simulated']}`} data-testid="simulated">
      {messages.page.simulated}
    </span>
  ) : (
    <span className={css['badge']} title={messages.cloudNote[cloud]}>
      <span className={css['dot']} />
      {messages.cloud[cloud]}
    </span>
  );
}
