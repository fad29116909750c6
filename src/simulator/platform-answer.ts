import type { Dialect } from '../contract/platform.ts';
import type { TicketEnvelope } from '../contract/ticket.ts';
import { xmlDocument, type XmlElements } from './xml.ts';

/** What the platform says no with. Gateway errors have a status of their own, business errors come with 200. */
export class PlatformRefusal extends Error {
  override readonly name = 'PlatformRefusal';
  readonly code: string;
  readonly status: number;

  constructor(code: string, status: number, message: string) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** The casing and the default format are the dialect's: a setting, never guessed from a request. */
export function ticketAnswer(
  dialect: Dialect,
  format: string | undefined,
  requestId: string,
  data: TicketEnvelope['data'],
): Response {
  switch (dialect) {
    case 'tuya':
      return render(dialect, format, 200, { code: '', data, requestId, success: true });
    case 'alibaba':
      return render(dialect, format, 200, {
        RequestId: requestId.toUpperCase(),
        Success: true,
        Data: capitalised(data),
      });
  }
}

export function refusalAnswer(
  dialect: Dialect,
  format: string | undefined,
  requestId: string,
  hostId: string,
  refusal: PlatformRefusal,
): Response {
  const { code, message, status } = refusal;
  switch (dialect) {
    case 'tuya':
      return render(dialect, format, status, {
        code,
        errorMessage: message,
        requestId,
        success: false,
      });
    case 'alibaba':
      // A gateway error is known by Message and HostId, a business error by ErrorMessage; both are told.
      return render(dialect, format, status, {
        RequestId: requestId.toUpperCase(),
        HostId: hostId,
        Success: false,
        Code: code,
        Message: message,
        ErrorMessage: message,
      });
  }
}

function render(
  dialect: Dialect,
  format: string | undefined,
  status: number,
  body: XmlElements,
): Response {
  // Alibaba documents XML as the default; the published Tuya sample asks for nothing and gets JSON.
  const asked = (format ?? (dialect === 'alibaba' ? 'XML' : 'JSON')).toUpperCase();
  return asked === 'XML'
    ? new Response(xmlDocument('GenerateOTAUploadURLResponse', body), {
        status,
        headers: { 'content-type': 'text/xml;charset=utf-8' },
      })
    : Response.json(body, { status });
}

function capitalised(data: TicketEnvelope['data']): XmlElements {
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [
      name.charAt(0).toUpperCase() + name.slice(1),
      value,
    ]),
  );
}
