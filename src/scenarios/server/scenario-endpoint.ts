import type { Context, Hono } from 'hono';
import * as v from 'valibot';
import { PAGE_HEADER } from '../../contract/ticket.ts';
import type { Access } from '../../server/access/access.ts';
import { refuseTooMany } from '../../server/http/access-guard.ts';
import type { Auditor } from '../../server/http/auditor.ts';
import { addPostEndpoint } from '../../server/http/post-endpoint.ts';
import { refuse } from '../../server/http/request-guard.ts';
import { currentRequestId } from '../../server/operations/request-scope.ts';
import { readScenarios, writeScenarios } from '../link.ts';
import { english } from '../words/english.ts';
import type { ArmingGate, Passage } from './arming-gate.ts';
import type { PagePlans } from './page-plans.ts';

const SCENARIOS_PATH = '/api/scenarios';

export type ScenarioEndpoint = {
  readonly pagePlans: PagePlans;
  readonly gate: ArmingGate;
  readonly access: Pick<Access, 'addressOf'>;
  readonly auditor: Auditor;
  readonly publicOrigin: string | undefined;
};

const text = v.pipe(v.string(), v.maxLength(500));

const RequestSchema = v.object({
  /** As in the page's address; empty to take everything back. */
  scenarios: text,
  seed: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffffffff))),
  key: v.optional(text),
});

const NEEDED = 'OtaDrop.ScenarioKeyNeeded';
const UNTOUCHED = 'Nothing was armed';

/** Arms scenarios for the page that asks, and for no other one. Guarded like every call of the API. */
export function addScenarioEndpoint(app: Hono, options: ScenarioEndpoint): void {
  const { pagePlans, gate, access, auditor, publicOrigin } = options;
  addPostEndpoint(app, {
    path: SCENARIOS_PATH,
    publicOrigin,
    schema: RequestSchema,
    example: '{"scenarios":"reset-30,slow"}',
    untouched: UNTOUCHED,
    async answer(c, { scenarios, seed, key }) {
      const passage = await gate(c, key, access.addressOf(c));
      if (passage.kind !== 'open') {
        // One that knows no key leaves no line: anyone could fill the disk.
        const isTried = passage.kind === 'key-wrong' || passage.kind === 'too-many';
        if (isTried) await auditor.noteRefusedSignIn(c, codeOf(passage));
        return refuseFrom(c, passage);
      }
      const page = c.req.header(PAGE_HEADER) ?? '';
      if (!/^[0-9a-z]{8,40}$/.test(page)) {
        const message = `A page names itself by ${PAGE_HEADER}. ${UNTOUCHED}.`;
        return refuse(c, 400, 'OtaDrop.BadRequest', message);
      }
      const reading = readScenarios(scenarios, seed === undefined ? '' : String(seed));
      if (reading.kind === 'fault') {
        return refuse(c, 400, 'OtaDrop.BadRequest', english.fault(reading.fault));
      }
      if (reading.kind === 'none') pagePlans.disarm(page);
      else pagePlans.arm(page, reading.link);
      const armed = reading.kind === 'none' ? '' : writeScenarios(reading.link.chosen);
      const requestId = currentRequestId();
      await auditor.note(c, { event: 'scenario', outcome: 'ok', scenarios: armed, requestId });
      return c.json({ success: true, code: '', data: { scenarios: armed }, requestId });
    },
  });
}

type Refused = Exclude<Passage, { kind: 'open' }>;

function codeOf({ kind }: Refused): string {
  switch (kind) {
    case 'key-wrong':
      return 'OtaDrop.ScenarioKeyWrong';
    case 'too-many':
      return 'OtaDrop.TooManySignIns';
    case 'closed':
      return 'OtaDrop.ScenariosClosed';
    case 'key-needed':
      return NEEDED;
  }
}

function refuseFrom(c: Context, passage: Refused): Response {
  const code = codeOf(passage);
  switch (passage.kind) {
    case 'too-many':
      return refuseTooMany(c, passage.retryAfterS);
    case 'closed':
      return refuse(
        c,
        403,
        code,
        `Scenarios are armed from the server’s own machine only. ${UNTOUCHED}; to arm them from here, start the server with SCENARIO_KEY.`,
      );
    case 'key-wrong':
      return refuse(c, 403, code, `That is not the operator’s key. ${UNTOUCHED}.`);
    case 'key-needed':
      return refuse(c, 403, code, `The operator’s key is needed here. ${UNTOUCHED}.`);
  }
}
