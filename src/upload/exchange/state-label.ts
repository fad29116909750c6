import { codeOf } from '../model/failure-rules.ts';
import type { UploadState } from '../model/upload-state.ts';

/**
 * A state in a few words, the same for the same state whenever and wherever it is: no times, no bytes, nothing of the file. By these
 * two runs of an upload are compared.
 */
export function stateLabel(state: UploadState): string {
  return [state.status, ...detailOf(state)].join(' ');
}

function detailOf(state: UploadState): readonly string[] {
  switch (state.status) {
    case 'rejected':
      return [state.rejection.kind, codeOf(state.rejection)];
    case 'ready':
      return [state.doubt.kind];
    case 'sending':
      return state.stall === undefined ? [] : ['stalled', state.stall.why];
    case 'confirming':
      return [state.awaiting];
    case 'waiting':
      return [state.failure.kind, codeOf(state.failure), state.wait.for];
    case 'failed':
      return [state.failure.kind, codeOf(state.failure)];
    case 'done': {
      const { verdict } = state.receipt;
      return verdict.kind === 'verified' ? ['verified'] : ['unverified', verdict.reason];
    }
    case 'inspecting':
    case 'queued':
    case 'ticketing':
    case 'cancelled':
    case 'interrupted':
      return [];
  }
}
