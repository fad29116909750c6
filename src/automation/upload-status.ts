/** The states of an upload, by the names in `data-status`. */
export type UploadStatus = (typeof UPLOAD_STATUSES)[number];

export const UPLOAD_STATUSES = [
  'inspecting',
  'rejected',
  'ready',
  'queued',
  'ticketing',
  'sending',
  'confirming',
  'waiting',
  'done',
  'failed',
  'cancelled',
  'interrupted',
] as const;

/** Nothing more happens by itself: it has ended, or waits for the user. */
export const AT_REST: readonly UploadStatus[] = [
  'rejected',
  'ready',
  'done',
  'failed',
  'cancelled',
  'interrupted',
];

export function isUploadStatus(text: string | null): text is UploadStatus {
  const known: readonly (string | null)[] = UPLOAD_STATUSES;
  return known.includes(text);
}
