import { randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import type { Access } from '../access/access.ts';
import type { AuditEntry, AuditLog } from '../audit/audit-log.ts';
import { createRefusedSignIns } from '../audit/refused-sign-ins.ts';
import { refuse } from './request-guard.ts';
import { targetIn } from './target-guard.ts';

/** Writes what came of a request, with who asked, and from where. */
export type Auditor = {
  /** The answer to a request that cannot be recorded; undefined when it can. @param untouched what the refusal leaves as it was */
  refusal(c: Context, untouched: string): Promise<Response | undefined>;
  note(c: Context, told: Told): Promise<void>;
  /** The same of a sign-in that was refused: many of them are summed up. */
  noteRefusedSignIn(c: Context, outcome: string): Promise<void>;
};

export type Told = Omit<AuditEntry, 'requestId' | 'from' | 'target'> & {
  readonly requestId?: string;
};

export function createAuditor(
  log: AuditLog,
  access: Pick<Access, 'addressOf'>,
  report: (error: unknown) => void,
): Auditor {
  const refusedSignIns = createRefusedSignIns(log, report);
  const entryOf = (c: Context, { requestId = randomUUID(), ...told }: Told): AuditEntry => {
    const { user } = c.var;
    return {
      who: user?.name,
      by: user?.by,
      from: access.addressOf(c),
      target: targetIn(c) || undefined,
      ...told,
      requestId,
    };
  };
  return {
    async refusal(c, untouched) {
      try {
        await log.ready();
        return undefined;
      } catch (error) {
        report(error);
        const message = `This server cannot write its record of who uploads what (AUDIT_FILE). ${untouched}; tell your administrator.`;
        return refuse(c, 503, 'OtaDrop.AuditUnavailable', message);
      }
    },
    async note(c, told) {
      // It is done: what is lost is the line, and the next request is refused.
      await log.write(entryOf(c, told)).catch(report);
    },
    async noteRefusedSignIn(c, outcome) {
      await refusedSignIns.note(entryOf(c, { event: 'sign-in', outcome })).catch(report);
    },
  };
}
