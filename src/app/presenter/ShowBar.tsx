import { Button } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import { useSecondsSince } from '../ui/useClock.ts';
import css from './ShowBar.module.css';
import { SCRIPT, timeOf } from './script/script.ts';
import { usePresenterWords } from './usePresenterWords.ts';
import type { Show } from './useShow.ts';

type ShowBarProps = {
  readonly id: string;
  readonly show: Show;
  /** Folded away on a phone, where they would take half of it. */
  readonly tools: { readonly isOpen: boolean; readonly toggle: () => void };
  readonly onClose: () => void;
};

/** Where the show is, in steps and in time. */
export function ShowBar({ id, show: { at, since }, tools, onClose }: ShowBarProps) {
  const words = usePresenterWords();
  return (
    <header className={css['bar']}>
      <p className={css['place']}>
        <b id={id}>{words.name}</b>
        <span data-testid="presenter-step">
          {words.step(String(at + 1), String(SCRIPT.length))}
        </span>
        <Time since={since} planned={timeOf(at).to} />
      </p>
      <span className={css['marks']} aria-hidden="true">
        {SCRIPT.map(({ id: step, seconds }, index) => (
          <i
            key={step}
            className={css['mark']}
            style={{ flexGrow: seconds }}
            data-passed={index <= at || undefined}
          />
        ))}
      </span>
      <Button
        look="ghost"
        className={css['more']}
        aria-expanded={tools.isOpen}
        data-testid="presenter-tools"
        onClick={tools.toggle}
      >
        {words.tools}
      </Button>
      <Button
        look="icon"
        aria-label={words.close}
        title={words.close}
        data-testid="presenter-close"
        onClick={onClose}
      >
        <Icon name="cross" />
      </Button>
    </header>
  );
}

/** How long the show has taken, and how long it should have by the end of this step. */
function Time({ since, planned }: { readonly since: number; readonly planned: number }) {
  const words = usePresenterWords();
  const spent = useSecondsSince(since);
  return (
    <span role="timer" className={css['time']} data-late={spent > planned || undefined}>
      {words.time(minutes(spent), minutes(planned))}
    </span>
  );
}

function minutes(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
