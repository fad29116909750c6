import type { Confirmation } from '../../contract/confirmation.ts';
import type { CreatedEnvelope } from '../../contract/firmware-answer.ts';
import type { OtaFirmware } from '../../contract/ota-firmware.ts';
import type { TicketEnvelope, TicketRequest } from '../../contract/ticket.ts';
import type { Told } from './auditor.ts';

/** What is recorded of each call: of a ticket its key, and nothing that could be used to send. */

type ToldOf<Envelope> = (envelope: Envelope | undefined) => Omit<Told, 'outcome'>;

export function tellOfTicket(
  { fileSuffix }: TicketRequest,
  envelope: TicketEnvelope | undefined,
): ReturnType<ToldOf<TicketEnvelope>> {
  return {
    event: 'ticket',
    fileSuffix,
    ...(envelope && { requestId: envelope.requestId, key: envelope.data.key }),
  };
}

export function tellOfPackage(
  { firmwareUrl, firmwareName, destVersion, firmwareSize }: OtaFirmware,
  envelope: CreatedEnvelope | undefined,
): ReturnType<ToldOf<CreatedEnvelope>> {
  return {
    event: 'package',
    firmwareUrl,
    firmwareName,
    destVersion,
    size: firmwareSize,
    ...(envelope && { requestId: envelope.requestId, firmwareId: envelope.data.firmwareId }),
  };
}

export function tellOfConfirmation(findings: Confirmation): Told {
  const { confirmation: outcome } = findings;
  if (findings.confirmation !== 'stored') return { event: 'confirmation', outcome };
  const { firmwareUrl, size } = findings;
  return { event: 'confirmation', outcome, firmwareUrl, size };
}
