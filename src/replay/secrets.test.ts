import fc from 'fast-check';
import { test } from 'vitest';
import { harOf } from '../app/exchange/exports/har.ts';
import { recordingInReport } from '../app/exchange/exports/recording-file.ts';
import { randomPlan } from '../testing/random-plans.ts';
import { SECRETS } from '../testing/canary-secrets.ts';
import { must } from '../testing/must.ts';
import { record } from '../testing/recorded-world.ts';
import { spellingsOf } from '../testing/spellings.ts';
import { GOOD_ATTEMPT } from '../testing/upload-plan.ts';

const NAMES = ['accessKeyId', 'signature', 'token', 'securityToken', 'cookie'] as const;

test('no secret of a ticket, no token and no cookie is in a recording or a HAR, not even where a server says it again', async () => {
  await fc.assert(
    fc.asyncProperty(
      randomPlan,
      fc.constantFrom(...NAMES),
      fc.nat(6),
      async (plan, echoed, form) => {
        const echo = spellingsOf(SECRETS[echoed])[form] ?? '';
        // Once it has been given out, it is said again in every way there is.
        const answers = [
          { ...GOOD_ATTEMPT, transfer: { kind: 'cut' as const, at: 0.5 } },
          {
            ...GOOD_ATTEMPT,
            ticket: {
              status: 502,
              body: JSON.stringify({
                success: false,
                code: 'iot.system.SystemException',
                errorMessage: `No: ${echo}.`,
                requestId: echo,
                data: { signature: echo, made: { up: [echo] } },
              }),
            },
          },
          {
            ...GOOD_ATTEMPT,
            transfer: {
              kind: 'refused' as const,
              status: 503,
              body: `<Error><Code>SlowDown</Code><Message>${echo}</Message></Error>`,
              at: 1,
            },
          },
          { ...GOOD_ATTEMPT, ticket: { status: 200, body: `<html>${echo}</html>` } },
          { ...GOOD_ATTEMPT, ticket: { over: { key: undefined, more: echo } } },
        ];
        const recorded = await record({ ...plan, attempts: [...plan.attempts, ...answers] });
        if (recorded === undefined) return;
        const { recording, policies } = recorded;
        const texts = [
          JSON.stringify(recording),
          JSON.stringify(harOf(recording.exchange, '1.0')),
          recordingInReport(recording),
        ];
        for (const secret of [...Object.values(SECRETS), ...policies]) {
          for (const written of spellingsOf(secret)) {
            for (const text of texts) must(!text.includes(written), `${written} is in ${text}`);
          }
        }
      },
    ),
    { numRuns: 120 },
  );
});
