import type { Cloud } from '../simulator/cloud.ts';
import type { TicketFault } from './ticket-fault.ts';

export function isTicketCall(request: Pick<Request, 'url'>): boolean {
  return new URL(request.url).searchParams.get('Action') === 'GenerateOTAUploadURL';
}

export async function answerTicketCall(
  fault: TicketFault,
  cloud: Cloud,
  request: Request,
): Promise<Response> {
  const requestId = crypto.randomUUID();
  switch (fault.kind) {
    case 'refused': {
      const errorMessage = `The platform says ${fault.code}`;
      const envelope = { success: false, code: fault.code, errorMessage, requestId };
      return Response.json(envelope, { status: fault.status ?? 200 });
    }
    case 'gateway-error':
      return new Response(`<html><title>${fault.status}</title></html>\n`, {
        status: fault.status,
        headers: { 'content-type': 'text/html' },
      });
    case 'malformed':
      return Response.json({ success: true, code: '', data: {}, requestId });
    case 'foreign-store': {
      const answer = await cloud.fetch(request);
      const text = (await answer.text()).replaceAll(/"(?:https?:\/\/[^"/]+)/g, `"${fault.host}`);
      return new Response(text, { status: answer.status, headers: answer.headers });
    }
    case 'late':
      await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
      return cloud.fetch(request);
  }
}
