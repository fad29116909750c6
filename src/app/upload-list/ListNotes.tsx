import type { ComponentProps, ReactNode } from 'react';
import { remedyFor, type Rejection } from '../../upload/failure.ts';
import type { Upload, UploadQueue } from '../../upload/upload.ts';
import type { StateOf, UploadState } from '../../upload/upload-state.ts';
import { Button } from '../ui/Button.tsx';
import { NoteActions, NoteBox } from '../ui/NoteBox.tsx';
import { ProposedNames } from './ProposedNames.tsx';
import { useListWords } from './useListWords.ts';

/** One note for many rows begins here: for fewer, each row says it well enough by itself. */
const MANY = 3;

type ListNotesProps = {
  readonly uploads: readonly Upload[];
  readonly queue: UploadQueue;
  /** Nobody answers. */
  readonly isAway: boolean;
  readonly onChooseAgain: () => void;
  /** The note is gone after a press; the focus has to go somewhere. */
  readonly onDone: () => void;
};

/** What many rows have in common, said once, and done with one press. */
export function ListNotes(props: ListNotesProps) {
  const { uploads, queue, isAway, onChooseAgain, onDone } = props;
  const { messages, format } = useListWords();
  const words = messages.many;
  const held = isAway ? uploads.filter(({ state }) => isHeld(state)) : [];
  const tried = held.filter(({ state }) => state.status === 'waiting');
  const rejected = uploads.filter((upload) => isIn(upload, isRejected));
  const interrupted = uploads.filter(({ state }) => state.status === 'interrupted');
  const proposed = uploads.filter((upload) => isIn(upload, isProposed));
  const known = uploads.filter(({ state }) => isKnown(state));
  const documents = uploads.filter(({ state }) => isDocument(state));
  const failed = uploads.filter(({ state }) => isWorthRetrying(state));
  const cancelled = uploads.filter(({ state }) => state.status === 'cancelled');

  const toAll = (chosen: readonly Upload[], act: (id: string) => void) => () => {
    for (const { id } of chosen) act(id);
    onDone();
  };
  const remove = (chosen: readonly Upload[], testId: string) => (
    <Button data-costly data-testid={testId} onClick={toAll(chosen, (id) => queue.remove(id))}>
      {words.remove}
    </Button>
  );
  return (
    <>
      <Many of={held} tone="warn" testId="many-away" now={() => words.away}>
        {tried.length > 0 && (
          <Button data-costly data-testid="try-all" onClick={toAll(tried, (id) => queue.retry(id))}>
            {words.tryAll}
          </Button>
        )}
      </Many>
      <Many
        of={rejected}
        tone="bad"
        testId="many-rejected"
        now={(count) =>
          words.rejected(
            count,
            countKinds(rejected)
              .map(([kind, kinds]) => words.reason[kind](format.count(kinds)))
              .join(words.comma),
          )
        }
      >
        {remove(rejected, 'remove-rejected')}
      </Many>
      <Many of={interrupted} tone="warn" testId="many-interrupted" now={words.interrupted}>
        <Button data-testid="choose-all" onClick={onChooseAgain}>
          {words.chooseAll}
        </Button>
        {remove(interrupted, 'remove-interrupted')}
      </Many>
      <Many
        of={proposed}
        tone="warn"
        testId="many-proposed"
        now={words.proposed}
        list={<ProposedNames uploads={proposed} />}
      >
        <Button
          data-costly
          data-testid="upload-all"
          onClick={toAll(proposed, (id) => queue.start(id))}
        >
          {words.uploadAll}
        </Button>
      </Many>
      <Many of={documents} tone="warn" testId="many-documents" now={words.documents}>
        {remove(documents, 'remove-documents')}
      </Many>
      <Many of={known} tone="warn" testId="many-known" now={words.known}>
        {remove(known, 'remove-known')}
        <Button
          data-costly
          data-testid="upload-known"
          onClick={toAll(known, (id) => queue.start(id))}
        >
          {words.uploadKnown}
        </Button>
      </Many>
      <Many of={failed} tone="bad" testId="many-failed" now={words.failed}>
        <Button
          data-costly
          data-testid="retry-all"
          onClick={toAll(failed, (id) => queue.retry(id))}
        >
          {words.retryAll}
        </Button>
        {remove(failed, 'remove-failed')}
      </Many>
      <Many of={cancelled} tone="warn" testId="many-cancelled" now={words.cancelled}>
        <Button
          data-costly
          data-testid="restart-all"
          onClick={toAll(cancelled, (id) => queue.retry(id))}
        >
          {words.restartAll}
        </Button>
        {remove(cancelled, 'remove-cancelled')}
      </Many>
    </>
  );
}

type ManyProps = {
  readonly of: readonly Upload[];
  readonly tone: ComponentProps<typeof NoteBox>['tone'];
  readonly testId: string;
  readonly now: (count: string) => string;
  /** Which they are. */
  readonly list?: ReactNode;
  /** Buttons. */
  readonly children: ReactNode;
};

function Many({ of, tone, testId, now, list, children }: ManyProps) {
  const { format } = useListWords();
  if (of.length < MANY) return null;
  return (
    <NoteBox tone={tone} data-testid={testId}>
      <NoteActions
        now={
          <>
            {now(format.count(of.length))}
            {list}
          </>
        }
      >
        {children}
      </NoteActions>
    </NoteBox>
  );
}

type In<State extends UploadState> = Upload & { readonly state: State };

function isIn<State extends UploadState>(
  upload: Upload,
  is: (state: UploadState) => state is State,
): upload is In<State> {
  return is(upload.state);
}

/** It waits for an answer, or for those that do. */
function isHeld({ status }: UploadState): boolean {
  return status === 'waiting' || status === 'queued';
}

function isRejected(state: UploadState): state is StateOf<'rejected'> {
  return state.status === 'rejected';
}

/** A doubt about the suffix alone. What the bytes make doubtful is looked at one by one. */
function isProposed(state: UploadState): state is StateOf<'ready'> {
  if (state.status !== 'ready') return false;
  switch (state.doubt.kind) {
    case 'no-ending':
    case 'unknown-ending':
    case 'tar-gz-alias':
    case 'packed':
      return true;
    case 'chosen-otherwise':
      return state.doubt.packing !== undefined;
    case 'not-packed':
    case 'odd':
    case 'uploaded-before':
      return false;
  }
}

function isKnown(state: UploadState): boolean {
  return state.status === 'ready' && state.doubt.kind === 'uploaded-before';
}

function isDocument(state: UploadState): boolean {
  return (
    state.status === 'ready' && state.doubt.kind === 'odd' && state.doubt.oddity === 'document'
  );
}

function isWorthRetrying(state: UploadState): boolean {
  return (
    state.status === 'failed' &&
    state.failure.kind !== 'already-uploading' &&
    remedyFor(state.failure) !== 'choose-again'
  );
}

function countKinds(
  rejected: readonly In<StateOf<'rejected'>>[],
): readonly (readonly [Rejection['kind'], number])[] {
  const counts = new Map<Rejection['kind'], number>();
  for (const { state } of rejected) {
    counts.set(state.rejection.kind, (counts.get(state.rejection.kind) ?? 0) + 1);
  }
  return [...counts];
}
