import { http, HttpResponse, type HttpHandler } from 'msw';
import * as v from 'valibot';
import type { PageConfig } from '../contract/page-config.ts';
import {
  firmwareCall,
  signCall,
  signedTicketCall,
  type PlatformAccess,
} from '../contract/platform-call.ts';
import { problemEnvelope, readEnvelope } from '../contract/envelope.ts';
import { notCreatedEnvelope, readFirmware } from '../contract/firmware-answer.ts';
import { otaFirmwareSchema, readFieldFault } from '../contract/ota-firmware.ts';
import { readTicketAnswer, ticketEnvelope, TicketRequestSchema } from '../contract/ticket.ts';
import type { Cloud } from '../simulator/cloud.ts';

/**
 * Our server's JSON calls, answered over a simulated cloud: the same parsing, the same signed call, the same envelope.
 * Bytes never come this way; they take a transport.
 */
export function createHandlers(
  cloud: Cloud,
  access: PlatformAccess,
  config: PageConfig,
): HttpHandler[] {
  return [
    http.get('*/config.json', () => HttpResponse.json(config)),
    http.post('*/api/tickets', async ({ request }) => {
      const body = v.safeParse(TicketRequestSchema, await request.json().catch(() => undefined));
      if (!body.success) {
        return refuse(400, 'OtaDrop.BadRequest', `${body.issues[0].message}. Nothing was stored.`);
      }
      const stamp = { at: new Date(), nonce: crypto.randomUUID() };
      const call = await signedTicketCall(access, body.output.fileSuffix, stamp);
      const answer = readTicketAnswer(await (await cloud.fetch(call)).json());
      switch (answer.kind) {
        case 'issued':
          // The address itself: only this page can ask.
          return HttpResponse.json(
            ticketEnvelope(answer.ticket, answer.requestId, answer.ticket.firmwareUrl),
          );
        case 'refused':
          return HttpResponse.json(problemEnvelope(answer.problem), { status: 502 });
        case 'malformed':
          return refuse(
            502,
            'OtaDrop.PlatformAnswerMalformed',
            `${answer.detail}. Nothing was stored.`,
          );
      }
    }),
    http.post('*/api/firmware', async ({ request }) => {
      const schema = otaFirmwareSchema(access.dialect);
      const body = v.safeParse(schema, await request.json().catch(() => undefined));
      if (!body.success) {
        const fault = readFieldFault(body.issues[0]);
        return refuse(
          400,
          'OtaDrop.BadRequest',
          `${fault?.field ?? 'The body'} is not as it should be. No package was created.`,
        );
      }
      const stamp = { at: new Date(), nonce: crypto.randomUUID() };
      const call = await signCall(access, firmwareCall(body.output), stamp);
      const answer = readFirmware(readEnvelope(await (await cloud.fetch(call)).json()));
      switch (answer.kind) {
        case 'created': {
          const { firmware: data, requestId } = answer;
          return HttpResponse.json({ success: true, code: '', data, requestId });
        }
        case 'refused':
          return HttpResponse.json(notCreatedEnvelope(answer.problem, 'no'), { status: 502 });
        case 'malformed':
          return refuse(502, 'OtaDrop.PlatformAnswerMalformed', answer.detail);
      }
    }),
  ];
}

function refuse(status: number, code: string, message: string) {
  const problem = { code, message, requestId: crypto.randomUUID() };
  return HttpResponse.json(problemEnvelope(problem), { status });
}
