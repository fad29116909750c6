import type { ComponentProps, ReactNode } from 'react';
import type { AwayKind } from '../../upload/model/away.ts';
import type { Rejection } from '../../upload/model/failure.ts';
import { needsFile } from '../../upload/model/failure-rules.ts';
import type { Upload, UploadQueue } from '../../upload/model/upload.ts';
import type { StateOf, UploadState } from '../../upload/model/upload-state.ts';
import { Button } from '../ui/Button.tsx';
import { NoteActions, NoteBox } from '../ui/NoteBox.tsx';
import { ProposedNames } from './ProposedNames.tsx';
import { useListWords } from './useListWords.ts';

/** One note for many rows begins here: for fewer, each row says it well enough by itself. */
const MANY = 3;

type ListNotesProps = {
  readonly uploads: readonly Upload[];
  readonly queue: UploadQueue;
  /** Who does not answer; undefined when all do. */
  readonly away: AwayKind | undefined;
  readonly onChooseAgain: () => void;
  /** The note is gone after a press; the focus has to go somewhere. */
  readonly onDone: () => void;
};

/** What many rows have in common, said once, and done with one press. */
export function ListNotes(props: ListNotesProps) {
  const { uploads, queue, away, onChooseAgain, onDone } = props;
  const { messages, format } = useListWords();
  const words = messages.many;
  const held = away === undefined ? [] : uploads.filter(({ state }) => isHeld(state));
  const tried = held.filter(({ state }) => state.status === 'waiting');
  const rejected = uploads.filter((upload) => isIn(upload, isRejected));
  const interrupted = uploads.filter(({ state }) => state.status === 'interrupted');
  const proposed = uploads.filter((upload) => isIn(upload, isProposed));
  const known = uploads.filter(({ state }) => isKnown(state));
  const documents = uploads.filter(({ state }) => isDocument(state));
  const failed = uploads.filter(({ state }) => isWorthRetrying(state));
  const cancelled = uploads.filter(({ state }) => state.status === 'cancelled');

  const button = (
    testId: string,
    label: string,
    chosen: readonly Upload[],
    act: (id: string) => void,
  ) => (
    <Button
      data-costly
      data-testid={testId}
      onClick={() => {
        for (const { id } of chosen) act(id);
        onDone();
      }}
    >
      {label}
    </Button>
  );
  const remove = (testId: string, chosen: readonly Upload[]) =>
    button(testId, words.remove, chosen, (id) => queue.remove(id));
  return (
    <>
      <Many
        of={held}
        tone="warn"
        testId="many-away"
        now={() => (away === undefined ? '' : words.away[away])}
      >
        {tried.length > 0 && button('try-all', words.tryAll, tried, (id) => queue.retry(id))}
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
        {remove('remove-rejected', rejected)}
      </Many>
      <Many of={interrupted} tone="warn" testId="many-interrupted" now={words.interrupted}>
        <Button data-testid="choose-all" onClick={onChooseAgain}>
          {words.chooseAll}
        </Button>
        {remove('remove-interrupted', interrupted)}
      </Many>
      <Many
        of={proposed}
        tone="warn"
        testId="many-proposed"
        now={words.proposed}
        list={<ProposedNames uploads={proposed} />}
      >
        {button('upload-all', words.uploadAll, proposed, (id) => queue.start(id))}
      </Many>
      <Many of={documents} tone="warn" testId="many-documents" now={words.documents}>
        {remove('remove-documents', documents)}
      </Many>
      <Many of={known} tone="warn" testId="many-known" now={words.known}>
        {remove('remove-known', known)}
        {button('upload-known', words.uploadKnown, known, (id) => queue.start(id))}
      </Many>
      <Many of={failed} tone="bad" testId="many-failed" now={words.failed}>
        {button('retry-all', words.retryAll, failed, (id) => queue.retry(id))}
        {remove('remove-failed', failed)}
      </Many>
      <Many of={cancelled} tone="warn" testId="many-cancelled" now={words.cancelled}>
        {button('restart-all', words.restartAll, cancelled, (id) => queue.retry(id))}
        {remove('remove-cancelled', cancelled)}
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
    case 'sysupgrade':
    case 'not-packed':
    case 'cut-image':
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
    !needsFile(state.failure)
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
