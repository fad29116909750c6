import { TIMESTAMP_TOLERANCE_MS } from '../../contract/limits.ts';
import { createFirmware, type FirmwareRules } from './create-firmware.ts';
import { issueTicket, type TicketRules } from './issue-ticket.ts';
import { listFirmware } from './list-firmware.ts';
import { createNonceMemory } from './nonce-memory.ts';
import {
  PlatformRefusal,
  refusalAnswer,
  successAnswer,
  type PlatformAnswer,
} from './platform-answer.ts';
import {
  methodOf,
  readParameters,
  required,
  verify,
  type ArrivedCall,
  type CallerRules,
} from './rpc-call.ts';

/** The IoT platform's RPC endpoint: verifies the call's signature, then issues a ticket for the bucket, or makes a package. */
export type IotPlatform = {
  fetch(request: Request): Promise<Response>;
  /** The same without HTTP, for callers in the same process. */
  call(arrived: ArrivedCall): Promise<PlatformAnswer>;
};

export type PlatformRules = CallerRules & TicketRules & FirmwareRules;

const ACTIONS = ['GenerateOTAUploadURL', 'CreateOTAFirmware', 'ListOTAFirmware'] as const;

export function createIotPlatform(rules: PlatformRules): IotPlatform {
  const { dialect } = rules;
  const nonces = createNonceMemory(TIMESTAMP_TOLERANCE_MS);
  const platform: IotPlatform = {
    async fetch(request) {
      const { method, url, headers } = request;
      const body = method === 'POST' ? await request.text() : undefined;
      const contentType = headers.get('content-type') ?? '';
      const answer = await platform.call({ method, url, contentType, body });
      return new Response(answer.text, {
        status: answer.status,
        headers: { 'content-type': answer.contentType },
      });
    },
    async call(arrived) {
      const requestId = crypto.randomUUID();
      let format: string | undefined;
      try {
        const parameters = readParameters(arrived);
        format = parameters['Format'];
        const action = knownAction(required(parameters, 'Action'));
        const call = { dialect, format, requestId, action };
        await verify(rules, nonces, methodOf(arrived), parameters);
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
        return refusalAnswer(dialect, format, requestId, new URL(arrived.url).host, error);
      }
    },
  };
  return platform;
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
