import { readFirmware, type CreatedEnvelope } from '../../contract/firmware-answer.ts';
import type { OtaFirmware } from '../../contract/ota-firmware.ts';
import { firmwareCall, ticketCall } from '../../contract/platform-call.ts';
import {
  readTicket,
  type TicketEnvelope,
  ticketEnvelope,
  type TicketRequest,
} from '../../contract/ticket.ts';
import { findAddressFault, isStoredAddress } from '../../contract/store-address.ts';
import type { Client } from './fair-turns.ts';
import type { PlatformClient } from './platform-client.ts';
import {
  PACKAGE_WORDS,
  refuseAnswer,
  refuseForeignAddress,
  refuseUnanswered,
  refuseUntrustedTicket,
  TICKET_WORDS,
  type Refusal,
} from './refusals.ts';

/** Makes one signed call to the platform. Nothing is cached, and no call is repeated whose answer was lost. */
export type PlatformService<Request, Envelope> = (
  request: Request,
  signal: AbortSignal,
  client?: Client,
) => Promise<ServiceAnswer<Envelope>>;

export type ServiceAnswer<Envelope> =
  | { readonly kind: 'good'; readonly envelope: Envelope }
  | Refusal;

export type TicketService = PlatformService<TicketRequest, TicketEnvelope>;
export type PackageService = PlatformService<OtaFirmware, CreatedEnvelope>;

type ServiceOptions = {
  readonly platform: PlatformClient;
  /** Exact origins of the stores that a ticket may name, and that a package may be made from. */
  readonly storeHosts: readonly string[];
};

export function createTicketService({
  platform,
  storeHosts,
  sealToken,
}: ServiceOptions & { readonly sealToken: (firmwareUrl: string) => string }): TicketService {
  return async function issueTicket({ fileSuffix }, signal, client) {
    const outcome = await platform.ask(ticketCall(fileSuffix), signal, client);
    if (outcome.kind !== 'answered') return refuseUnanswered(TICKET_WORDS, outcome);
    const answer = readTicket(outcome.envelope);
    if (answer.kind !== 'issued') return refuseAnswer(TICKET_WORDS, answer, outcome);
    const { ticket, requestId } = answer;
    const fault = findAddressFault(ticket, storeHosts);
    if (fault !== undefined) return refuseUntrustedTicket(fault, requestId);
    const envelope = ticketEnvelope(ticket, requestId, sealToken(ticket.firmwareUrl));
    return { kind: 'good', envelope };
  };
}

export function createPackageService({ platform, storeHosts }: ServiceOptions): PackageService {
  return async function createPackage(firmware, signal, client) {
    if (!isStoredAddress(firmware.firmwareUrl, storeHosts)) return refuseForeignAddress(storeHosts);
    const outcome = await platform.ask(firmwareCall(firmware), signal, client);
    if (outcome.kind !== 'answered') return refuseUnanswered(PACKAGE_WORDS, outcome);
    const answer = readFirmware(outcome.envelope);
    if (answer.kind !== 'created') return refuseAnswer(PACKAGE_WORDS, answer, outcome);
    const { firmware: data, requestId } = answer;
    return { kind: 'good', envelope: { success: true, code: '', data, requestId } };
  };
}
