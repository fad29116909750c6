import { codeOf } from '../../upload/model/failure-rules.ts';
import type { Firmware } from '../../upload/model/firmware-file.ts';
import type { StateOf } from '../../upload/model/upload-state.ts';
import { explainFailure } from '../failure/explain.ts';
import { useListWords } from '../locales/useWords.ts';
import { useSecondsSince } from '../ui/useClock.ts';
import css from './RowState.module.css';

type RowWaitProps = { readonly firmware: Firmware; readonly state: StateOf<'waiting'> };

/** What is waited for, then why. */
export function RowWait({ firmware, state }: RowWaitProps) {
  const { messages, format } = useListWords();
  const { failure, wait } = state;
  const { title } = explainFailure(failure, firmware.size, messages, format, state);
  return (
    <p
      className={`${css['state']} ${css['warn']}`}
      data-testid="failure"
      data-failure={failure.kind}
      data-code={codeOf(failure)}
    >
      <span className={css['stays']}>
        {wait.for === 'time' ? <Again until={wait.until} /> : messages.status.away[wait.for]}
      </span>
      {/* Who waits for the user's sign-in needs no other reason. */}
      {wait.for !== 'sign-in' && (
        <span className={css['gives']} title={title}>
          {` · ${messages.rowState.failure[failure.kind]}`}
        </span>
      )}
    </p>
  );
}

/** Seen, not heard: the beginning of the wait is announced once. */
function Again({ until }: { readonly until: number }) {
  const { messages, format } = useListWords();
  const seconds = Math.max(0, -useSecondsSince(until));
  return (
    <span role="timer" aria-live="off">
      {seconds > 0 ? messages.rowState.again(format.duration(seconds)) : messages.status.waiting}
    </span>
  );
}
