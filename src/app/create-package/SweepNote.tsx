import { useI18n } from '../locales/I18n.tsx';
import { useWords } from '../locales/useWords.ts';
import { useClock } from '../ui/useClock.ts';
import css from './NextStep.module.css';
import { minutesUntilSwept } from './sweep.ts';

/** From here on it is said with emphasis. */
const SOON_MIN = 10;

/** How long the file will be there. Draws itself anew once a minute, and nothing else. */
export function SweepNote({ finishedAt }: { readonly finishedAt: number }) {
  const words = useWords('next');
  const { format } = useI18n();
  const left = useClock(() => minutesUntilSwept(finishedAt, Date.now()));
  const text =
    left < 0
      ? words.swept
      : left === 0
        ? words.sweptWithinMinute
        : words.sweptIn(format.duration(left * 60));
  return (
    <p
      className={left < SOON_MIN ? css['soon'] : css['sweep']}
      data-testid="sweep"
      data-left={left}
    >
      {text}
    </p>
  );
}
