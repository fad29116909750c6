import type { Failure, Rejection } from '../model/failure.ts';

/** What the wire said about a failure: for the small print, for support and for the exchange. */
export type FailureFacts = {
  readonly status: number | undefined;
  readonly code: string | undefined;
  readonly ec: string | undefined;
  readonly message: string | undefined;
  readonly requestId: string | undefined;
};

/** Told by what a failure carries, not by its kind. */
export function factsOf(reason: Failure | Rejection): FailureFacts {
  const problem = 'problem' in reason ? reason.problem : undefined;
  const error = 'error' in reason ? reason.error : undefined;
  const detail = 'detail' in reason ? reason.detail : undefined;
  const requestId = 'requestId' in reason ? reason.requestId : problem?.requestId;
  return {
    status: 'status' in reason ? reason.status : undefined,
    code: error?.code ?? presence(problem?.code),
    ec: error?.ec,
    message: presence(error?.message ?? problem?.message ?? detail),
    requestId: presence(requestId ?? error?.requestId),
  };
}

function presence(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
