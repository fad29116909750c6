import type { Upload } from '../../upload/model/upload.ts';
import type { UploadState } from '../../upload/model/upload-state.ts';

/** What the user looks for in a long list. */
export const ROW_GROUPS = [
  'needs-you',
  'under-way',
  'queued',
  'not-uploaded',
  'cancelled',
  'uploaded',
] as const;
export type RowGroup = (typeof ROW_GROUPS)[number];

export function groupOf(state: UploadState): RowGroup {
  switch (state.status) {
    case 'ready':
    case 'interrupted':
      return 'needs-you';
    case 'queued':
      return 'queued';
    case 'inspecting':
    case 'ticketing':
    case 'sending':
    case 'confirming':
    case 'waiting':
      return 'under-way';
    case 'rejected':
    case 'failed':
      return 'not-uploaded';
    case 'cancelled':
      return 'cancelled';
    case 'done':
      return 'uploaded';
  }
}

export function countGroups(uploads: readonly Upload[]): Readonly<Record<RowGroup, number>> {
  const counts = {
    'needs-you': 0,
    'under-way': 0,
    queued: 0,
    'not-uploaded': 0,
    cancelled: 0,
    uploaded: 0,
  };
  for (const { state } of uploads) counts[groupOf(state)] += 1;
  return counts;
}
