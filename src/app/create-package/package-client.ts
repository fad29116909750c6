import { TARGET_HEADER } from '../../contract/access/target.ts';
import { readCreationText, type CreationOutcome } from '../../contract/firmware-answer.ts';
import { pageHeader } from '../../upload/transfer/ticket-client.ts';
import type { MadePackage } from '../../upload/model/receipt.ts';
import type { OtaFirmware } from '../../contract/ota-firmware.ts';

/** Longer than the server waits for the platform and its turn, so that its own answer arrives. */
const CREATION_TIMEOUT_MS = 30_000;

export type Creation =
  | { readonly kind: 'created'; readonly made: MadePackage }
  | Extract<CreationOutcome, { kind: 'not-created' }>
  /** No answer: the request may have arrived. */
  | { readonly kind: 'unanswered' };

/** An answer that is not our server's has no code. */
const NO_PROBLEM_DETAILS = { code: '', message: '', requestId: '' };

/**
 * Asks our server to make a package, once.
 * @param endpoint absolute URL
 * @param target id of the target that the file is in, where there are several
 */
export async function createPackage(
  endpoint: string,
  firmware: OtaFirmware,
  target?: string,
): Promise<Creation> {
  try {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        ...pageHeader(endpoint),
        ...(target !== undefined && { [TARGET_HEADER]: target }),
      },
      body: JSON.stringify(firmware),
      cache: 'no-store',
      redirect: 'manual',
      signal: AbortSignal.timeout(CREATION_TIMEOUT_MS),
    });
    // Sent to a page to sign in: it has not reached our server.
    if (response.type === 'opaqueredirect')
      return { kind: 'not-created', problem: NO_PROBLEM_DETAILS, created: 'no' };
    const outcome = readCreationText(await response.text(), response.status);
    if (outcome.kind === 'not-created') return outcome;
    const { firmwareId } = outcome.firmware;
    const { firmwareName, destVersion } = firmware;
    return { kind: 'created', made: { firmwareId, firmwareName, destVersion, madeAt: Date.now() } };
  } catch {
    return { kind: 'unanswered' };
  }
}
