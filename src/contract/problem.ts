/** A refused call, as every endpoint of this wire words it: the documented envelope without `data`. */
export type Problem = {
  /** The platform's code (`iot.system.SystemException`) or one of our server's (`OtaDrop.Forbidden`). */
  readonly code: string;
  /** One sentence for a person. */
  readonly message: string;
  readonly requestId: string;
};

/** The envelope our own server answers a refused call with, in the documented camelCase. */
export type ProblemEnvelope = {
  readonly success: false;
  readonly code: string;
  readonly errorMessage: string;
  readonly requestId: string;
};

export function problemEnvelope(problem: Problem): ProblemEnvelope {
  return {
    success: false,
    code: problem.code,
    errorMessage: problem.message,
    requestId: problem.requestId,
  };
}
