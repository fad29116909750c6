import { needsFile } from '../../upload/model/failure-rules.ts';
import type { UploadState } from '../../upload/model/upload-state.ts';

/** The one thing that a user is most likely to do next. Whatever else there is stands in the detail. */
export type NextAction =
  | 'copy'
  | 'cancel'
  | 'retry'
  | 'upload-anyway'
  | 'review'
  | 'choose-file'
  | 'sign-in'
  | 'none';

export function nextActionOf(state: UploadState): NextAction {
  switch (state.status) {
    case 'inspecting':
      return 'none';
    case 'ready':
      return 'review';
    case 'queued':
    case 'ticketing':
    case 'sending':
    case 'confirming':
      return 'cancel';
    case 'waiting':
      return state.wait.for === 'sign-in' ? 'sign-in' : 'cancel';
    case 'rejected':
    case 'interrupted':
      return 'choose-file';
    case 'failed':
      if (needsFile(state.failure)) return 'choose-file';
      return state.failure.kind === 'already-uploading' ? 'upload-anyway' : 'retry';
    case 'cancelled':
      return 'retry';
    case 'done':
      return 'copy';
  }
}
