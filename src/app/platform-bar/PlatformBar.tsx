import type { ReactNode } from 'react';
import type { CloudKind } from '../../contract/page-config.ts';
import { useI18n } from '../locales/I18n.tsx';
import { Button } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import { LanguageSwitch } from './LanguageSwitch.tsx';
import css from './PlatformBar.module.css';

type PlatformBarProps = {
  readonly cloud: CloudKind | undefined;
  /** One of several clouds, in place of the badge. */
  readonly target?: ReactNode;
  readonly onReceipts: () => void;
  /** Who is signed in. */
  readonly children?: ReactNode;
};

/** Where one is, and where firmware goes from here. */
export function PlatformBar({ cloud, target, onReceipts, children }: PlatformBarProps) {
  const { messages } = useI18n();
  return (
    <header className={css['bar']}>
      <div className={css['logo']}>
        <span className={css['mark']}>
          <Icon name="upload" />
        </span>
        OTA Drop
      </div>
      {target ?? (cloud !== undefined && <CloudBadge cloud={cloud} />)}
      <span className={css['space']} />
      {children}
      <Button
        look="ghost"
        className={css['receipts']}
        aria-label={messages.page.receipts}
        aria-haspopup="dialog"
        data-testid="receipts"
        onClick={onReceipts}
      >
        <Icon name="receipt" />
        <span className={css['label']}>{messages.page.receipts}</span>
      </Button>
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
