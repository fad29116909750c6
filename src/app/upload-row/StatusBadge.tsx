import type { Doubt } from '../../upload/model/suffix-check.ts';
import type { Upload } from '../../upload/model/upload.ts';
import type { RowPart } from './row-part.ts';
import { useListWords } from '../locales/useWords.ts';
import { VerdictBadge } from '../receipt/VerdictBadge.tsx';
import { Badge } from '../ui/Badge.tsx';
import { useProgress } from '../uploads/useUploads.ts';

/** The state in one or two words; while sending, the numbers say more. */
export function StatusBadge({ upload }: { readonly upload: Upload }) {
  const { messages } = useListWords();
  const words = messages.status;
  const { state } = upload;
  switch (state.status) {
    case 'inspecting':
    case 'queued':
    case 'cancelled':
      return <Badge tone="quiet">{words[state.status]}</Badge>;
    case 'ready':
      return <Badge tone="warn">{words[badgeOf(state.doubt)]}</Badge>;
    case 'interrupted':
      return (
        <Badge tone="warn">
          {state.failedWith === undefined ? words.interrupted : words.failed}
        </Badge>
      );
    case 'waiting':
      return (
        <Badge tone="warn">
          {state.wait.for === 'time' ? words.waiting : words.away[state.wait.for]}
        </Badge>
      );
    case 'ticketing':
    case 'confirming':
      return <Badge tone="run">{words[state.status]}</Badge>;
    case 'rejected':
    case 'failed':
      return <Badge tone="bad">{words[state.status]}</Badge>;
    case 'done':
      return <VerdictBadge verdict={state.receipt.verdict} />;
    case 'sending':
      return <Numbers upload={upload} state={state} />;
  }
}

function Numbers({ upload: { id }, state }: RowPart<'sending'>) {
  const { messages, format } = useListWords();
  const { sent, total, bytesPerSecond, secondsLeft } = useProgress(id, state);
  // A speed of nothing is no number that helps; the note below says what there is to say.
  const isMoving = state.stall === undefined;
  const parts = [
    isMoving && bytesPerSecond !== undefined && format.speed(bytesPerSecond),
    isMoving &&
      secondsLeft !== undefined &&
      messages.list.left(format.duration(Math.ceil(secondsLeft))),
  ].filter((part) => part !== false);
  return (
    <Badge tone="plain">
      <b>{format.percent(sent, total)}</b>
      {parts.map((part) => ` · ${part}`).join('')}
    </Badge>
  );
}

function badgeOf({ kind }: Doubt): 'ready' | 'odd' | 'uploaded-before' {
  if (kind === 'cut-image') return 'odd';
  return kind === 'odd' || kind === 'uploaded-before' ? kind : 'ready';
}
