import type { Client } from './fair-turns.ts';
import { readFirmware, type CreatedEnvelope } from '../../contract/firmware-answer.ts';
import type { OtaFirmware } from '../../contract/ota-firmware.ts';
import { firmwareCall } from '../../contract/platform-call.ts';
import { isStoredAddress } from '../../contract/store-address.ts';
import {
  crowded,
  foreignAddress,
  malformed,
  refusedByPlatform,
  unheard,
  type RefusedFirmware,
} from './package-problems.ts';
import type { PlatformClient } from './platform-client.ts';

/**
 * Makes OTA packages on the platform, with a call signed here. Such a call is never repeated when its answer is lost: the
 * platform may have heard it, and a person has to look.
 */
export type PackageService = {
  create(firmware: OtaFirmware, signal: AbortSignal, client?: Client): Promise<PackageAnswer>;
};

export type PackageAnswer =
  | { readonly kind: 'created'; readonly envelope: CreatedEnvelope }
  | RefusedFirmware;

export type PackageServiceOptions = {
  readonly platform: PlatformClient;
  /** Exact origins a firmwareUrl may be in: this is no way to hand a platform any address. */
  readonly storeHosts: readonly string[];
};

export function createPackageService({
  platform,
  storeHosts,
}: PackageServiceOptions): PackageService {
  return {
    async create(firmware, signal, client) {
      if (!isStoredAddress(firmware.firmwareUrl, storeHosts)) return foreignAddress(storeHosts);
      const outcome = await platform.ask(firmwareCall(firmware), signal, client);
      if (outcome.kind === 'crowded') return crowded(outcome.retryAfterS);
      if (outcome.kind === 'unreachable') return unheard(outcome);
      const answer = readFirmware(outcome.envelope);
      switch (answer.kind) {
        case 'refused':
          return refusedByPlatform(answer.problem, outcome);
        case 'malformed':
          return malformed(answer.detail, outcome);
        case 'created': {
          const { firmware: data, requestId } = answer;
          return { kind: 'created', envelope: { success: true, code: '', data, requestId } };
        }
      }
    },
  };
}
