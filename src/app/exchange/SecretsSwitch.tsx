import { useEffect } from 'react';
import type { TicketSecrets } from '../../upload/exchange-event.ts';
import { useI18n } from '../locales/I18n.tsx';
import { useWords } from '../locales/useWords.ts';
import { Button } from '../ui/Button.tsx';
import { useClock } from '../ui/useClock.ts';
import css from './Exchange.module.css';

type SecretsSwitchProps = {
  readonly secretsOf: () => TicketSecrets | undefined;
  readonly shown: TicketSecrets | undefined;
  readonly onShown: (secrets: TicketSecrets | undefined) => void;
};

/** Says that secrets are masked, and shows them on request for as long as the ticket lives. */
export function SecretsSwitch({ secretsOf, shown, onShown }: SecretsSwitchProps) {
  const words = useWords('exchange').actions;
  const { format } = useI18n();
  const left = useClock(() => {
    const secrets = secretsOf();
    return secrets && Math.max(0, Math.ceil((secrets.endsAt - performance.now()) / 1000));
  }, 250);

  // The ticket has ended, or another attempt has a new one.
  const isOver = shown !== undefined && secretsOf()?.endsAt !== shown.endsAt;
  useEffect(() => {
    if (isOver) onShown(undefined);
  }, [isOver, onShown]);

  return (
    <div className={css['secrets']}>
      <p>
        {shown !== undefined && left !== undefined ? words.shown(format.count(left)) : words.masked}
      </p>
      {left !== undefined && (
        <Button
          look="ghost"
          data-testid="show-secrets"
          onClick={() => onShown(shown === undefined ? secretsOf() : undefined)}
        >
          {shown === undefined ? words.show : words.hide}
        </Button>
      )}
    </div>
  );
}
