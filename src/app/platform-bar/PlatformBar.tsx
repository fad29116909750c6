import type { RefObject } from 'react';
import type { CloudKind } from '../../contract/page-config.ts';
import { useI18n } from '../locales/I18n.tsx';
import { hashOf } from '../route/route.ts';
import button from '../ui/Button.module.css';
import { Icon } from '../ui/Icon.tsx';
import { LanguageSwitch } from './LanguageSwitch.tsx';
import { ThemeSwitch } from './ThemeSwitch.tsx';
import css from './PlatformBar.module.css';

type PlatformBarProps = {
  readonly cloud: CloudKind | undefined;
  readonly showsReceipts: boolean;
  /** Where the focus comes back to. */
  readonly receiptsLink: RefObject<HTMLAnchorElement | null>;
};

/** Where one is, and where firmware goes from here. */
export function PlatformBar({ cloud, showsReceipts, receiptsLink }: PlatformBarProps) {
  const { messages } = useI18n();
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
      <a
        ref={receiptsLink}
        href={hashOf({ page: 'receipts' })}
        className={`${button['button']} ${button['ghost']} ${css['receipts']}`}
        aria-label={messages.page.receipts}
        aria-current={showsReceipts ? 'page' : undefined}
        data-testid="receipts"
      >
        <Icon name="receipt" />
        <span className={css['label']}>{messages.page.receipts}</span>
      </a>
      <LanguageSwitch />
      <ThemeSwitch />
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
