import { remedyFor, type Rejection } from '../../upload/failure.ts';
import type { Upload, UploadQueue } from '../../upload/upload.ts';
import { legibleText } from '../file-name.ts';
import { Button } from '../ui/Button.tsx';
import { NoteActions, NoteBox } from '../ui/NoteBox.tsx';
import css from './ListNotes.module.css';
import { useListWords } from './useListWords.ts';

/** One note for many rows begins here: for fewer, each row says it well enough by itself. */
const MANY = 3;
/** So many are named one by one. */
const NAMES_MAX = 6;

type ListNotesProps = {
  readonly uploads: readonly Upload[];
  readonly queue: UploadQueue;
  readonly onChooseAgain: () => void;
  /** The note is gone after a press; the focus has to go somewhere. */
  readonly onDone: () => void;
};

/** What many rows have in common, said once, and done with one press. */
export function ListNotes({ uploads, queue, onChooseAgain, onDone }: ListNotesProps) {
  const { messages, format } = useListWords();
  const words = messages.many;
  const rejected = uploads.filter(({ state }) => state.status === 'rejected');
  const proposed = uploads.filter(isProposed);
  const known = uploads.filter(
    ({ state }) => state.status === 'ready' && state.doubt.kind === 'uploaded-before',
  );
  const failed = uploads.filter(isWorthRetrying);
  const cancelled = uploads.filter(({ state }) => state.status === 'cancelled');
  const interrupted = uploads.filter(({ state }) => state.status === 'interrupted');
  const all = (chosen: readonly Upload[], act: (id: string) => void) => () => {
    for (const { id } of chosen) act(id);
    onDone();
  };
  return (
    <>
      {rejected.length >= MANY && (
        <NoteBox tone="bad" data-testid="many-rejected">
          <NoteActions
            now={words.rejected(
              format.count(rejected.length),
              countKinds(rejected)
                .map(([kind, count]) => words.reason[kind](format.count(count)))
                .join(words.comma),
            )}
          >
            <Button data-testid="remove-rejected" onClick={all(rejected, (id) => queue.remove(id))}>
              {words.removeRejected}
            </Button>
          </NoteActions>
        </NoteBox>
      )}
      {interrupted.length >= MANY && (
        <NoteBox tone="warn" data-testid="many-interrupted">
          <NoteActions now={words.interrupted(format.count(interrupted.length))}>
            <Button data-testid="choose-all" onClick={onChooseAgain}>
              {words.chooseAll}
            </Button>
            <Button
              data-costly
              data-testid="remove-interrupted"
              onClick={all(interrupted, (id) => queue.remove(id))}
            >
              {words.removeInterrupted}
            </Button>
          </NoteActions>
        </NoteBox>
      )}
      {proposed.length >= MANY && (
        <NoteBox tone="warn" data-testid="many-proposed">
          <NoteActions
            now={
              <>
                {words.proposed(format.count(proposed.length))}
                <ul className={css['names']}>
                  {proposed.slice(0, NAMES_MAX).map(({ id, firmware, state }) => (
                    <li key={id}>
                      <bdi>
                        {words.proposal(
                          legibleText(firmware.name),
                          'suffix' in state ? state.suffix : '',
                        )}
                      </bdi>
                    </li>
                  ))}
                  {proposed.length > NAMES_MAX && (
                    <li>{words.more(format.count(proposed.length - NAMES_MAX))}</li>
                  )}
                </ul>
              </>
            }
          >
            <Button data-testid="upload-all" onClick={all(proposed, (id) => queue.start(id))}>
              {words.uploadAll}
            </Button>
          </NoteActions>
        </NoteBox>
      )}
      {known.length >= MANY && (
        <NoteBox tone="warn" data-testid="many-known">
          <NoteActions now={words.known(format.count(known.length))}>
            <Button
              data-costly
              data-testid="remove-known"
              onClick={all(known, (id) => queue.remove(id))}
            >
              {words.removeKnown}
            </Button>
            <Button data-testid="upload-known" onClick={all(known, (id) => queue.start(id))}>
              {words.uploadKnown}
            </Button>
          </NoteActions>
        </NoteBox>
      )}
      {failed.length >= MANY && (
        <NoteBox tone="bad" data-testid="many-failed">
          <NoteActions now={words.failed(format.count(failed.length))}>
            <Button data-testid="retry-all" onClick={all(failed, (id) => queue.retry(id))}>
              {words.retryAll}
            </Button>
            <Button
              data-costly
              data-testid="remove-failed"
              onClick={all(failed, (id) => queue.remove(id))}
            >
              {words.removeFailed}
            </Button>
          </NoteActions>
        </NoteBox>
      )}
      {cancelled.length >= MANY && (
        <NoteBox tone="warn" data-testid="many-cancelled">
          <NoteActions now={words.cancelled(format.count(cancelled.length))}>
            <Button data-testid="restart-all" onClick={all(cancelled, (id) => queue.retry(id))}>
              {words.restartAll}
            </Button>
            <Button
              data-costly
              data-testid="remove-cancelled"
              onClick={all(cancelled, (id) => queue.remove(id))}
            >
              {words.removeCancelled}
            </Button>
          </NoteActions>
        </NoteBox>
      )}
    </>
  );
}

/** A doubt about the suffix alone. What the bytes make doubtful is looked at one by one. */
function isProposed({ state }: Upload): boolean {
  return (
    state.status === 'ready' &&
    (state.doubt.kind === 'no-ending' ||
      state.doubt.kind === 'unknown-ending' ||
      state.doubt.kind === 'tar-gz-alias' ||
      state.doubt.kind === 'packed' ||
      state.doubt.kind === 'chosen-otherwise')
  );
}

function isWorthRetrying({ state }: Upload): boolean {
  return (
    state.status === 'failed' &&
    state.failure.kind !== 'already-uploading' &&
    remedyFor(state.failure) !== 'choose-again'
  );
}

function countKinds(
  rejected: readonly Upload[],
): readonly (readonly [Rejection['kind'], number])[] {
  const counts = new Map<Rejection['kind'], number>();
  for (const { state } of rejected) {
    if (state.status !== 'rejected') continue;
    counts.set(state.rejection.kind, (counts.get(state.rejection.kind) ?? 0) + 1);
  }
  return [...counts];
}
