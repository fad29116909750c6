import * as v from 'valibot';
import { pageHeader } from '../../upload/transfer/ticket-client.ts';
import type { Armed, Armer } from '../armer.ts';
import { writeScenarios, type Link } from '../link.ts';

const AnswerSchema = v.object({
  success: v.boolean(),
  code: v.optional(v.string(), ''),
  errorMessage: v.optional(v.string(), ''),
});

const PATIENCE_MS = 10_000;

/** Asks the server that this page came from. It arms for calls that carry the name of this page, and for no others. */
export function createServerArmer(endpoint: string): Armer {
  async function ask(body: object): Promise<Armed> {
    try {
      const answer = await fetch(endpoint, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...pageHeader(endpoint) },
        body: JSON.stringify(body),
        cache: 'no-store',
        redirect: 'manual',
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      const read = v.safeParse(AnswerSchema, await answer.json());
      if (!read.success) return { kind: 'unreachable' };
      return armedOf(read.output);
    } catch {
      return { kind: 'unreachable' };
    }
  }
  return {
    arm: ({ chosen, seed }: Link, key) => ask({ scenarios: writeScenarios(chosen), seed, key }),
    disarm: () => ask({ scenarios: '' }),
  };
}

function armedOf({ success, code, errorMessage }: v.InferOutput<typeof AnswerSchema>): Armed {
  if (success) return { kind: 'armed' };
  switch (code) {
    case 'OtaDrop.ScenarioKeyNeeded':
      return { kind: 'key-needed' };
    case 'OtaDrop.ScenarioKeyWrong':
      return { kind: 'key-wrong' };
    default:
      return { kind: 'refused', message: errorMessage };
  }
}
