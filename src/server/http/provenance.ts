import type { Provenance } from '../../contract/envelope.ts';
import type { OtaFirmware } from '../../contract/ota-firmware.ts';
import type { TicketEnvelope } from '../../contract/ticket.ts';
import type { User } from '../access/sign-in-rules.ts';
import type { TargetName } from './target-guard.ts';

/** Undefined without sign-in where there is one cloud. */
export function provenanceFor(
  user: User | undefined,
  target: TargetName | undefined,
): Provenance | undefined {
  return user === undefined && target === undefined
    ? undefined
    : { ...(user && { uploadedBy: user.name }), ...(target && { target }) };
}

export function withProvenance(
  envelope: TicketEnvelope,
  provenance: Provenance | undefined,
): TicketEnvelope {
  return provenance === undefined ? envelope : { ...envelope, provenance };
}

/** The API's own limit. */
const DESCRIPTION_MAX = 100;

/** The package says who made it, after the user's own words, where there is room for all of it. */
export function withUploader(firmware: OtaFirmware, user: User | undefined): OtaFirmware {
  if (user === undefined) return firmware;
  const { firmwareDesc = '' } = firmware;
  const described = `${firmwareDesc} [by ${user.name}]`.trim();
  return described.length > DESCRIPTION_MAX ? firmware : { ...firmware, firmwareDesc: described };
}
