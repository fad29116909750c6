import * as v from 'valibot';
import { readPolicy } from '../contract/post-policy.ts';
import type { TicketFault } from './ticket-fault.ts';

export function isTicketCall(request: Pick<Request, 'url'>): boolean {
  return new URL(request.url).searchParams.get('Action') === 'GenerateOTAUploadURL';
}

/**
 * What a caller gets instead of a ticket, or with one that is not as it should be. Our server's envelope is the platform's, so that
 * a fault can be played between the two, or between our server and the page.
 * @param pass the answer without a fault
 */
export async function answerTicketCall(
  fault: TicketFault,
  pass: () => Promise<Response>,
): Promise<Response> {
  const requestId = crypto.randomUUID();
  switch (fault.kind) {
    case 'refused': {
      const errorMessage = `The platform says ${fault.code}`;
      const envelope = { success: false, code: fault.code, errorMessage, requestId };
      const { status = 200, retryAfterS } = fault;
      const headers = retryAfterS === undefined ? {} : { 'retry-after': String(retryAfterS) };
      return Response.json(envelope, { status, headers });
    }
    case 'gateway-error':
      return new Response(`<html><title>${fault.status}</title></html>\n`, {
        status: fault.status,
        headers: { 'content-type': 'text/html' },
      });
    case 'malformed':
      return Response.json({ success: true, code: '', data: {}, requestId });
    case 'foreign-store': {
      const answer = await pass();
      const text = (await answer.text()).replaceAll(/"(?:https?:\/\/[^"/]+)/g, `"${fault.host}`);
      return replaced(answer, text);
    }
    case 'short-life': {
      const answer = await pass();
      const text = await answer.text();
      await later(fault.delayMs);
      return replaced(answer, withLife(text, fault.lifeMs));
    }
    case 'late':
      await later(fault.delayMs);
      return pass();
  }
}

/** Without the length of what is replaced. */
function replaced({ status, headers }: Response, text: string): Response {
  const kept = new Headers(headers);
  kept.delete('content-length');
  return new Response(text, { status, headers: kept });
}

function later(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

const TicketTextSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.looseObject({ data: v.looseObject({ policy: v.string(), utcCreate: v.string() }) }),
);

/** As if it had been made shortly before it ends. The policy is signed, and the time of its making is not. */
function withLife(text: string, lifeMs: number): string {
  const read = v.safeParse(TicketTextSchema, text);
  if (!read.success) return text;
  const { data } = read.output;
  const reading = readPolicy(data.policy);
  if (reading.kind === 'invalid') return text;
  const utcCreate = new Date(reading.policy.expiresAt - lifeMs).toISOString();
  return JSON.stringify({ ...read.output, data: { ...data, utcCreate } });
}
