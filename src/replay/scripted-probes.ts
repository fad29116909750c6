import type { Sign } from '../upload/exchange-event.ts';
import type { Probes } from '../upload/transfer/probes.ts';
import type { ReplayClock } from './replay-clock.ts';
import { untilAborted } from '../upload/abort.ts';
import type { AttemptScript } from './script.ts';
import { scriptedAnswer } from './store-answers.ts';

export type ScriptedProbesOptions = {
  readonly clock: ReplayClock;
  readonly script: () => AttemptScript;
  readonly attempt: () => number;
  /** The attempt's own questions; those of an outage come with another signal. */
  readonly isOfAttempt: (signal: AbortSignal) => boolean;
  /** Whether what was away has come back by now. */
  readonly isBack: () => boolean;
};

/** What the probes find out: what they found out then, and during an outage, that it lasts as long as it did. */
export function createScriptedProbes({
  clock,
  script,
  attempt,
  isOfAttempt,
  isBack,
}: ScriptedProbesOptions): Probes {
  let played = { attempt: 0, signs: 0, reasons: 0 };

  function place() {
    const current = attempt();
    if (played.attempt !== current) played = { attempt: current, signs: 0, reasons: 0 };
    return played;
  }

  /** The next sign that says something about this; what is not recorded any more is never answered, or is all right. */
  async function next(prefixes: readonly string[], signal: AbortSignal): Promise<Sign | undefined> {
    const { signs, failed, judged } = script();
    const at = place();
    const index = signs.findIndex(
      (sign, nth) => nth >= at.signs && prefixes.some((prefix) => sign.startsWith(prefix)),
    );
    if (index >= 0) {
      at.signs = index + 1;
      return signs[index];
    }
    if (failed === undefined && judged === undefined) await untilAborted(signal);
    return undefined;
  }

  return {
    async serverAnswers(signal) {
      if (!isOfAttempt(signal)) return isBack();
      return (await next(['server-'], signal)) !== 'server-silent';
    },
    async wantsSignIn(signal) {
      if (!isOfAttempt(signal)) return !isBack();
      return (await next(['signed-'], signal)) === 'signed-out';
    },
    async platformAnswers(signal) {
      if (!isOfAttempt(signal)) return isBack();
      return (await next(['platform-'], signal)) !== 'platform-silent';
    },
    async hearStore(_host, signal) {
      if (!isOfAttempt(signal)) return isBack() ? 'readable' : 'silent';
      switch (await next(['store-'], signal)) {
        case 'store-silent':
          return 'silent';
        case 'store-unreadable':
          return 'unreadable';
        default:
          return 'readable';
      }
    },
    async localAccess() {
      switch (await next(['network-'], NEVER)) {
        case 'network-denied':
          return 'denied';
        case 'network-prompt':
          return 'prompt';
        default:
          return 'free';
      }
    },
    async askWhy({ host }, signal) {
      const { reasons, transfer } = script();
      const at = place();
      const step = reasons[at.reasons];
      at.reasons += 1;
      if (step === undefined) return undefined;
      await clock.sleep(step.afterMs, signal);
      return step.event && scriptedAnswer(step.event, [transfer?.host ?? host], host);
    },
  };
}

const NEVER = new AbortController().signal;
