/** Small questions that tell apart what a browser reports as one and the same error. All of them answer within seconds. */
export type Probes = {
  /** Whether our own server answers, whatever it says. */
  serverAnswers(signal: AbortSignal): Promise<boolean>;
  /**
   * What a page gets to hear from the store: `readable`, its CORS rule is there; `unreadable`, somebody answers, but not to
   * this page; `silent`, nobody answers.
   */
  hearStore(host: string, signal: AbortSignal): Promise<'readable' | 'unreadable' | 'silent'>;
};

const PROBE_TIMEOUT_MS = 5_000;

/** @param findServerUrl gives the absolute URL of something our server answers quickly */
export function createProbes(findServerUrl: (signal: AbortSignal) => Promise<string>): Probes {
  return {
    async serverAnswers(signal) {
      return answers(await findServerUrl(signal), { cache: 'no-store' }, signal);
    },
    async hearStore(host, signal) {
      // An empty form needs no preflight, and every store refuses it; what counts is whether the refusal can be read.
      // Nor is it followed elsewhere: that would be another host's answer, or a breach of the page's policy.
      const refused: RequestInit = { method: 'POST', body: new FormData(), redirect: 'manual' };
      if (await answers(host, refused, signal)) return 'readable';
      // Without CORS a page may still learn that there was some answer.
      return (await answers(host, { mode: 'no-cors', credentials: 'omit' }, signal))
        ? 'unreadable'
        : 'silent';
    },
  };
}

async function answers(url: string, init: RequestInit, signal: AbortSignal): Promise<boolean> {
  const patience = AbortSignal.any([signal, AbortSignal.timeout(PROBE_TIMEOUT_MS)]);
  try {
    const response = await fetch(url, { ...init, signal: patience });
    await response.body?.cancel();
    return true;
  } catch {
    signal.throwIfAborted();
    return false;
  }
}
