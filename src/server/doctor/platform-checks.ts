import { ticketCall, type PlatformAccess } from '../../contract/platform-call.ts';
import { platformRefusal } from '../../contract/platform-refusal.ts';
import { readTicket, type Ticket } from '../../contract/ticket.ts';
import { createPlatformClient, type PlatformOutcome } from '../platform/platform-client.ts';
import { clockFault, clockFinding } from './clock-finding.ts';
import type { Finding } from './finding.ts';
import { probe } from './probe.ts';

export type TicketExamination = {
  readonly findings: readonly Finding[];
  /** Undefined if there is none: then nothing that comes after it can be tried. */
  readonly ticket: Ticket | undefined;
};

/** From the name of the platform to a ticket of it. @param now this machine's clock, milliseconds since the epoch */
export async function examinePlatform(
  access: PlatformAccess,
  now: () => number = Date.now,
): Promise<TicketExamination> {
  const unreached = await reach(access.endpoint);
  if (unreached !== undefined) return { findings: [unreached], ticket: undefined };
  const client = createPlatformClient({ access, now });
  const outcome = await client.ask(ticketCall('bin'), new AbortController().signal);
  return judge(access, outcome);
}

const TLS_CAUSE = /^(?:ERR_TLS|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_SSL|EPROTO)/;

async function reach(endpoint: string): Promise<Finding | undefined> {
  const { hostname } = new URL(endpoint);
  const answer = await probe(endpoint, { method: 'GET' });
  if (answer.kind === 'answer') return undefined;
  const { cause } = answer;
  if (cause === 'ENOTFOUND' || cause === 'EAI_AGAIN') {
    return {
      check: 'platform-name',
      severity: 'fault',
      what: `The name ${hostname} is not known (${cause}).`,
      mend: 'Correct CLOUD_ENDPOINT, or the name server of this machine. This shows what the machine finds:',
      paste: `getent hosts ${hostname}`,
    };
  }
  if (TLS_CAUSE.test(cause)) {
    return {
      check: 'platform-tls',
      severity: 'fault',
      what: `The certificate of ${hostname} is not accepted (${cause}).`,
      mend: 'Use the name that the certificate is made for, or let Node trust the authority that signed it:',
      paste: 'NODE_EXTRA_CA_CERTS=/etc/ssl/certs/your-authority.pem',
    };
  }
  return {
    check: 'platform-reach',
    severity: 'fault',
    what: `Nothing answers at ${endpoint} (${cause}).`,
    mend: 'Correct CLOUD_ENDPOINT, or let this machine reach it: a firewall, or a proxy that has to be passed, may be in the way.',
    paste: `curl -v ${endpoint}`,
  };
}

function judge(access: PlatformAccess, outcome: PlatformOutcome): TicketExamination {
  if (outcome.kind !== 'answered') {
    const late = outcome.kind === 'unreachable' && outcome.lateAfterMs !== undefined;
    return only({
      check: 'platform-reach',
      severity: 'fault',
      what: `${access.endpoint} takes connections, but ${late ? 'did not answer a call in time' : 'broke a call off'}.`,
      mend: 'Try again; if this repeats, check CLOUD_ENDPOINT and its port.',
    });
  }
  const skew = clockFinding(outcome.aheadMs);
  const answer = readTicket(outcome.envelope);
  if (answer.kind === 'issued') return { findings: skew, ticket: answer.ticket };
  if (answer.kind === 'malformed') {
    const what =
      answer.part === 'ticket'
        ? `What ${access.endpoint} gave out is no ticket (${answer.detail}).`
        : `What answers at ${access.endpoint} is no IoT platform (status ${outcome.status}).`;
    return only({
      check: 'platform-kind',
      severity: 'fault',
      what,
      mend: 'Set CLOUD to the platform that answers there, and CLOUD_ENDPOINT to its API, not to its web page.',
      paste: 'CLOUD_ENDPOINT=https://si-d6e8.tuyacloud.com:8686',
    });
  }
  const { code, message } = answer.problem;
  switch (platformRefusal(code)) {
    case 'clock':
      return {
        findings: skew.length > 0 ? skew : [clockFault(`The platform says so (${code}).`)],
        ticket: undefined,
      };
    case 'key':
      return only({
        check: 'key',
        severity: 'fault',
        what: `The platform refuses the key (${code}: ${message}).`,
        mend: code.toLowerCase().startsWith('invalidaccesskeyid')
          ? 'ACCESS_KEY_ID is no key of this platform, or is switched off there. Copy it anew:'
          : 'ACCESS_KEY_SECRET does not belong to ACCESS_KEY_ID. Copy it anew, without quotation marks or line end:',
        paste: code.toLowerCase().startsWith('invalidaccesskeyid')
          ? 'ACCESS_KEY_ID=LTAI...'
          : 'ACCESS_KEY_SECRET_FILE=/run/secrets/access_key_secret',
      });
    case 'permission':
      return only({
        check: 'ticket',
        severity: 'fault',
        what: `The key may not ask for tickets (${code}).`,
        mend: 'Give its user this policy:',
        paste: JSON.stringify({
          Version: '1',
          Statement: [
            {
              Effect: 'Allow',
              Action: ['iot:GenerateOTAUploadURL', 'iot:CreateOTAFirmware', 'iot:ListOTAFirmware'],
              Resource: ['*'],
            },
          ],
        }),
      });
    case 'instance':
      return only({
        check: 'ticket',
        severity: 'fault',
        what: `The platform does not know the instance (${code}).`,
        mend: 'Set IOT_INSTANCE_ID to the id that the console shows for the instance:',
        paste: 'IOT_INSTANCE_ID=iot-060a0bgd',
      });
    default:
      return only({
        check: 'ticket',
        severity: 'fault',
        what: `The platform gives out no ticket (${code}: ${message}).`,
        mend: 'What it says has to be settled with the platform; its documents list the code.',
      });
  }
}

function only(finding: Finding): TicketExamination {
  return { findings: [finding], ticket: undefined };
}
