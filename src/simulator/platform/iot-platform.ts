import { TIMESTAMP_TOLERANCE_MS } from '../../contract/limits.ts';
import { createFirmware, type FirmwareRules } from './create-firmware.ts';
import { issueTicket, type TicketRules } from './issue-ticket.ts';
import { listFirmware } from './list-firmware.ts';
import { createNonceMemory } from './nonce-memory.ts';
import { PlatformRefusal, refusalAnswer, successAnswer } from './platform-answer.ts';
import { methodOf, readParameters, required, verify, type CallerRules } from './rpc-call.ts';

/** The IoT platform's RPC endpoint: verifies the call's signature, then issues a ticket for the bucket, or makes a package. */
export type IotPlatform = { fetch(request: Request): Promise<Response> };

export type PlatformRules = CallerRules & TicketRules & FirmwareRules;

const ACTIONS = ['GenerateOTAUploadURL', 'CreateOTAFirmware', 'ListOTAFirmware'] as const;

export function createIotPlatform(rules: PlatformRules): IotPlatform {
  const { dialect } = rules;
  const nonces = createNonceMemory(TIMESTAMP_TOLERANCE_MS);
  return {
    async fetch(request) {
      const requestId = crypto.randomUUID();
      let format: string | undefined;
      try {
        const parameters = await readParameters(request);
        format = parameters['Format'];
        const action = knownAction(required(parameters, 'Action'));
        const call = { dialect, format, requestId, action };
        await verify(rules, nonces, methodOf(request), parameters);
        switch (action) {
          case 'GenerateOTAUploadURL':
            return successAnswer(call, { data: await issueTicket(rules, parameters) });
          case 'CreateOTAFirmware':
            return successAnswer(call, { data: await createFirmware(rules, parameters) });
          case 'ListOTAFirmware':
            return successAnswer(call, await listFirmware(rules.packages, parameters));
        }
      } catch (error) {
        if (!(error instanceof PlatformRefusal)) throw error;
        return refusalAnswer(dialect, format, requestId, new URL(request.url).host, error);
      }
    },
  };
}

function knownAction(text: string): (typeof ACTIONS)[number] {
  const action = ACTIONS.find((known) => known === text);
  if (action !== undefined) return action;
  throw new PlatformRefusal(
    'InvalidApi.NotFound',
    404,
    'Specified api is not found, please check your url and method.',
  );
}
