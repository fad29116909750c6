/**
 * Does something that has to be over in time. Not `AbortSignal.any` over `AbortSignal.timeout`: Node 20.20 forgets such a
 * timeout as soon as it collects garbage, and what it should have ended then waits for ever.
 * @param ms until the signal of `work` is aborted with `late`
 * @param signal ends it as well
 */
export async function withTimeLimit<T>(
  ms: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
  late: () => Error = () => new DOMException(`Not over within ${ms} ms.`, 'TimeoutError'),
): Promise<T> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(late()), ms);
  try {
    return await work(AbortSignal.any([signal, limit.signal]));
  } finally {
    clearTimeout(timer);
  }
}
