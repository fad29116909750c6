import { TARGET_HEADER } from '../../contract/access/target.ts';
import { readCreationText, type CreationOutcome } from '../../contract/firmware-answer.ts';
import { answererOf, hear, SIGN_IN_REQUIRED, wantsSignIn } from '../../upload/transfer/answerer.ts';
import { pageHeader } from '../../upload/transfer/ticket-client.ts';
import type { MadePackage } from '../../upload/model/receipt.ts';
import type { OtaFirmware } from '../../contract/ota-firmware.ts';

/** Longer than the server waits for the platform and its turn, so that its own answer arrives. */
const CREATION_TIMEOUT_MS = 30_000;

export type Creation =
  | { readonly kind: 'created'; readonly made: MadePackage }
  | (Extract<CreationOutcome, { kind: 'not-created' }> & { readonly isInBetween?: true })
  /** No answer: the request may have arrived. */
  | { readonly kind: 'unanswered' };

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
    const heard = await hear(response);
    const signIn = wantsSignIn(answererOf(heard), heard.status);
    const outcome = readCreationText(heard.text, heard.status);
    if (outcome.kind === 'not-created') {
      switch (signIn) {
        case 'no':
          return outcome;
        case 'perhaps':
          return { ...outcome, problem: { ...outcome.problem, message: '' }, isInBetween: true };
        case 'yes': {
          // It has not reached our server, or not got past its door.
          const problem = outcome.problem.code === '' ? SIGN_IN_REQUIRED : outcome.problem;
          return { ...outcome, problem, created: 'no' };
        }
      }
    }
    const { firmwareId } = outcome.firmware;
    const { firmwareName, destVersion } = firmware;
    return { kind: 'created', made: { firmwareId, firmwareName, destVersion, madeAt: Date.now() } };
  } catch {
    return { kind: 'unanswered' };
  }
}
