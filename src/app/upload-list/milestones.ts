import type { Upload } from '../../upload/upload.ts';
import type { UploadState } from '../../upload/upload-state.ts';

/** What a screen reader hears of an upload: at most eight sentences, whatever its size. Failures speak for themselves. */
export type Milestone =
  | {
      readonly kind:
        | 'added'
        | 'needs-suffix'
        | 'sending'
        | 'all-sent'
        | 'verified'
        | 'unverified'
        | 'cancelled';
      readonly name: string;
    }
  | { readonly kind: 'quarter'; readonly name: string; readonly quarter: number };

export function milestonesBetween(
  before: readonly Upload[],
  after: readonly Upload[],
): readonly Milestone[] {
  if (before === after) return [];
  const earlier = new Map(before.map((upload) => [upload.id, upload]));
  return after.flatMap((upload) => {
    const was = earlier.get(upload.id);
    return was === upload ? [] : (milestoneOf(was?.state, upload) ?? []);
  });
}

function milestoneOf(was: UploadState | undefined, upload: Upload): Milestone | undefined {
  const { state, firmware } = upload;
  const { name } = firmware;
  const entered = was?.status !== state.status;
  switch (state.status) {
    case 'inspecting':
      return entered ? { kind: 'added', name } : undefined;
    case 'ready':
      return entered ? { kind: 'needs-suffix', name } : undefined;
    case 'queued':
      return was === undefined ? { kind: 'added', name } : undefined;
    case 'sending': {
      if (was?.status !== 'sending') return { kind: 'sending', name };
      const quarter = quarterOf(state.progress);
      return quarter > quarterOf(was.progress) && quarter < 4
        ? { kind: 'quarter', name, quarter }
        : undefined;
    }
    case 'confirming':
      return entered && state.awaiting === 'store' ? { kind: 'all-sent', name } : undefined;
    case 'done':
      return entered ? { kind: state.receipt.verdict.kind, name } : undefined;
    case 'cancelled':
      return entered ? { kind: 'cancelled', name } : undefined;
    case 'ticketing':
    case 'rejected':
    case 'failed':
      return undefined;
  }
}

function quarterOf({ sent, total }: { readonly sent: number; readonly total: number }): number {
  return total > 0 ? Math.floor((sent / total) * 4) : 0;
}
