import type { Firmware } from '../../upload/firmware.ts';
import type { Format } from '../format.ts';
import { useListWords } from './useListWords.ts';
import type { ListWords } from './words/list.ts';
import { Bar } from '../ui/Bar.tsx';
import css from './RowProgress.module.css';
import { Steps, type Running } from './Steps.tsx';

type RowProgressProps = { readonly firmware: Firmware; readonly state: Running };

/** While an attempt runs: how far it has come, in bytes and in steps. */
export function RowProgress({ firmware, state }: RowProgressProps) {
  const { messages, format } = useListWords();
  return (
    <>
      <Bar
        className={css['progress']}
        data-testid="progress"
        value={sentBytes(firmware, state)}
        max={firmware.size}
        aria-label={messages.row.progressOf(firmware.name)}
        aria-valuetext={spokenProgress(firmware, state, messages, format).join(', ')}
      />
      <div className={css['below']}>
        <Steps state={state} />
        {state.status === 'sending' && (
          <span className={css['bytes']}>
            {messages.list.bytes(format.bytes(state.progress.sent), format.bytes(firmware.size))}
          </span>
        )}
      </div>
    </>
  );
}

function sentBytes(firmware: Firmware, state: Running): number {
  switch (state.status) {
    case 'queued':
    case 'waiting':
    case 'ticketing':
      return 0;
    case 'sending':
      return state.progress.sent;
    case 'confirming':
      return firmware.size;
  }
}

/** What a screen reader says of the bar: a bare number of bytes would help nobody. */
function spokenProgress(
  firmware: Firmware,
  state: Running,
  messages: ListWords,
  format: Format,
): readonly string[] {
  switch (state.status) {
    case 'queued':
    case 'waiting':
    case 'ticketing':
      return [messages.status[state.status]];
    case 'confirming':
      return [messages.note.awaiting[state.awaiting]];
    case 'sending': {
      const { sent, secondsLeft } = state.progress;
      return [
        format.percent(sent, firmware.size),
        messages.list.bytes(format.bytes(sent), format.bytes(firmware.size)),
        ...(secondsLeft === undefined
          ? []
          : [messages.list.left(format.duration(Math.ceil(secondsLeft)))]),
      ];
    }
  }
}
