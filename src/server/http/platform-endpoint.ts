import type { Context, Hono } from 'hono';
import { notCreatedEnvelope } from '../../contract/firmware-answer.ts';
import { platformRefusal } from '../../contract/platform-refusal.ts';
import { problemEnvelope } from '../../contract/envelope.ts';
import type { Access } from '../access/access.ts';
import type { PlatformService } from '../platform/services.ts';
import type { CloudReadiness } from '../process/cloud-readiness.ts';
import { STOPPING_RETRY_AFTER_S } from '../process/readiness.ts';
import type { Auditor, Told } from './auditor.ts';
import { clientOf } from './client-of.ts';
import { addPostEndpoint, type PostEndpoint } from './post-endpoint.ts';
import { refuse } from './request-guard.ts';

export type PlatformEndpoint<Request extends object, Envelope extends object> = Omit<
  PostEndpoint<Request>,
  'answer'
> & {
  readonly serviceOf: (c: Context) => PlatformService<Request, Envelope>;
  readonly readinessOf: (c: Context) => CloudReadiness;
  readonly access: Access;
  readonly auditor: Auditor;
  /** What is recorded of a request, and of its good answer. */
  readonly tell: (request: Request, envelope: Envelope | undefined) => Omit<Told, 'outcome'>;
  /** What this server adds to the request. */
  readonly prepare?: (c: Context, request: Request) => Request;
  /** What this server adds to a good answer. */
  readonly decorate?: (c: Context, envelope: Envelope) => Envelope;
};

/** An endpoint that has one call made to the platform. What the platform says of our key decides whether this server is ready. */
export function addPlatformEndpoint<Request extends object, Envelope extends object>(
  app: Hono,
  options: PlatformEndpoint<Request, Envelope>,
): void {
  const { serviceOf, readinessOf, access, auditor, tell, ...endpoint } = options;
  const { prepare = (_, request) => request, decorate = (_, envelope) => envelope } = options;
  addPostEndpoint(app, {
    ...endpoint,
    async answer(c, request) {
      const readiness = readinessOf(c);
      if (readiness.isStopping()) {
        c.header('Retry-After', String(STOPPING_RETRY_AFTER_S));
        const message = `This server is about to end, or to start again. ${endpoint.untouched}; try again in a moment.`;
        return refuse(c, 503, 'OtaDrop.Stopping', message);
      }
      const unrecorded = await auditor.refusal(c, endpoint.untouched);
      if (unrecorded !== undefined) return unrecorded;
      const { signal } = c.req.raw;
      const answer = await serviceOf(c)(prepare(c, request), signal, clientOf(c, access));
      if (answer.kind === 'good') {
        readiness.keyAccepted();
        await auditor.note(c, { ...tell(request, answer.envelope), outcome: 'ok' });
        return c.json(decorate(c, answer.envelope));
      }
      const { problem, status, created, retryAfterS } = answer;
      const { code: outcome, requestId } = problem;
      await auditor.note(c, { ...tell(request, undefined), outcome, requestId });
      if (platformRefusal(problem.code) === 'key') readiness.keyRefused(problem.code);
      if (retryAfterS !== undefined) c.header('Retry-After', String(retryAfterS));
      return created === undefined
        ? c.json(problemEnvelope(problem), status)
        : c.json(notCreatedEnvelope(problem, created), status);
    },
  });
}
