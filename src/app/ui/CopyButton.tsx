import { useEffect, useState } from 'react';
import type { ReactNode, RefObject } from 'react';
import { useWords } from '../locales/useWords.ts';
import { useAnnounce } from './Announcer.tsx';
import { Button } from './Button.tsx';
import { copyText, selectText } from './copy-text.ts';
import { Icon } from './Icon.tsx';

const CONFIRMED_FOR_MS = 2_000;

type CopyButtonProps = {
  /** Asked for on a press, so that a report carries the time of the press. */
  readonly text: () => string;
  readonly label: string;
  readonly children: ReactNode;
  readonly look?: 'primary' | 'plain' | 'ghost';
  readonly testId?: string;
  readonly tabIndex?: number;
  /** Where the text stands on the page: selected when nothing may write to the clipboard. */
  readonly shown?: RefObject<HTMLElement | null>;
  /** Told when the text could not be copied; for text that stands nowhere yet. */
  readonly onRefused?: (text: string) => void;
};

export function CopyButton(props: CopyButtonProps) {
  const { text, label, children, look = 'ghost', testId, tabIndex, shown, onRefused } = props;
  const words = useWords('copy');
  const announce = useAnnounce();
  const [outcome, setOutcome] = useState<'copied' | 'refused' | undefined>(undefined);

  useEffect(() => {
    if (outcome !== 'copied') return undefined;
    const timer = setTimeout(() => setOutcome(undefined), CONFIRMED_FOR_MS);
    return () => clearTimeout(timer);
  }, [outcome]);

  const copy = async () => {
    const copied = text();
    const worked = await copyText(copied);
    setOutcome(worked ? 'copied' : 'refused');
    announce(worked ? words.copied : words.pressKeysNote);
    if (worked) return;
    onRefused?.(copied);
    if (shown?.current) selectText(shown.current);
  };

  return (
    <Button
      look={look}
      aria-label={outcome === undefined ? label : undefined}
      data-testid={testId}
      {...(tabIndex !== undefined && { tabIndex })}
      data-outcome={outcome}
      onClick={() => void copy()}
    >
      {outcome === 'copied' && <Icon name="check" />}
      {outcome === undefined ? children : outcome === 'copied' ? words.copied : words.pressKeys}
    </Button>
  );
}
