import { readOssError } from '../../contract/oss-error.ts';
import { postFormFields } from '../../contract/post-form.ts';
import { checkPolicy } from '../../contract/post-policy.ts';
import type { ExchangeNote, PolicyCheck, Sign, Trace } from '../exchange-event.ts';
import type { ConfirmationOutcome } from './confirmation-client.ts';
import type { Probes } from './probes.ts';
import type { Sending } from './send.ts';
import type { Limits, TicketOutcome } from './ticket-client.ts';
import type { StoreAnswer } from './transport.ts';

/** What the exchange of an attempt is told, made from what the attempt knows anyway. Raw: it is masked where it is recorded. */

type Issued = Extract<TicketOutcome, { kind: 'issued' }>;

export function ticketNote(
  { ticket, requestId, confirmationToken }: Issued,
  { policy, lifeMs }: Extract<Limits, { kind: 'limits' }>,
  size: number,
): ExchangeNote {
  const { extraFields, ...own } = ticket;
  const token = confirmationToken === undefined ? {} : { confirmationToken };
  const form = postFormFields(ticket).map(([name, value]) => [name.toLowerCase(), value] as const);
  const checks = checkPolicy(policy, new Map(form), size);
  return {
    type: 'ticketed',
    requestId,
    host: ticket.host,
    lifeMs,
    fields: Object.entries({ ...own, ...extraFields, ...token }),
    conditions: checks.map(({ condition, isMet }): PolicyCheck => {
      switch (condition.kind) {
        case 'size':
          return { rule: 'size', min: condition.min, max: condition.max, isMet };
        case 'eq':
          return told('eq', condition.field, condition.value, isMet);
        case 'starts-with':
          return told('starts-with', condition.field, condition.prefix, isMet);
        case 'in':
        case 'not-in':
          return told(condition.kind, condition.field, condition.values.join(', '), isMet);
      }
    }),
  };
}

function told(
  rule: Exclude<PolicyCheck['rule'], 'size'>,
  field: string,
  value: string,
  isMet: boolean,
): PolicyCheck {
  // The bucket is no field of the form: the store knows its own name.
  return field === 'bucket' ? { rule, field, value } : { rule, field, value, isMet };
}

/** How the transfer of the form ended. */
export function replyNote(end: Sending['end'], hasMoved: boolean): ExchangeNote {
  switch (end.kind) {
    case 'answered':
      return answerNote(end);
    case 'unreachable':
    case 'blocked':
    case 'given-up':
      return { type: 'unanswered', call: 'store', why: end.kind, hasMoved };
  }
}

function answerNote(answer: StoreAnswer): ExchangeNote {
  const { status, origin, relayedBy, headers = [], crc64, requestId, body } = answer;
  const error = readOssError(body);
  return {
    type: 'store-answered',
    status,
    origin,
    ...(relayedBy !== undefined && { through: relayedBy }),
    headers: headers.map(([name, value]): [string, string] => [name, value]),
    ...(crc64 !== null && { crc64 }),
    ...(requestId !== null && { requestId }),
    ...(error === undefined && body !== '' && { text: body }),
    ...(error !== undefined && {
      error: {
        code: error.code,
        message: error.message,
        ...(error.ec !== undefined && { ec: error.ec }),
        ...(error.requestId !== undefined && { requestId: error.requestId }),
      },
    }),
  };
}

export function foundNote(outcome: ConfirmationOutcome): ExchangeNote {
  if (outcome.confirmation !== 'stored') {
    const signIn = 'signIn' in outcome ? outcome.signIn : undefined;
    return { type: 'found', found: outcome.confirmation, ...(signIn && { signIn }) };
  }
  const { size, crc64, crc64nvme, sha256, md5 } = outcome;
  return {
    type: 'found',
    found: 'stored',
    size,
    ...(crc64 !== undefined && { crc64 }),
    ...(crc64nvme !== undefined && { crc64nvme }),
    ...(sha256 !== undefined && { sha256 }),
    ...(md5 !== undefined && { md5 }),
  };
}

/** The question why a transfer broke off is a form as well, without its file. */
export function tracedProbes(probes: Probes, trace: Trace): Probes {
  const probed = (sign: Sign) => trace({ type: 'probed', sign });
  return {
    ...probes,
    async serverAnswers(signal) {
      const answers = await probes.serverAnswers(signal);
      probed(answers ? 'server-answers' : 'server-silent');
      return answers;
    },
    async wantsSignIn(signal) {
      const wants = await probes.wantsSignIn(signal);
      probed(wants ? 'signed-out' : 'signed-in');
      return wants;
    },
    async platformAnswers(signal, target) {
      const answers = await probes.platformAnswers(signal, target);
      probed(answers ? 'platform-answers' : 'platform-silent');
      return answers;
    },
    async hearStore(host, signal) {
      const heard = await probes.hearStore(host, signal);
      probed(`store-${heard}`);
      return heard;
    },
    async localAccess(host) {
      const access = await probes.localAccess(host);
      probed(`network-${access}`);
      return access;
    },
    async askWhy(question, signal) {
      const fields = (question.fields ?? []).map(([name, value]): [string, string] => [
        name,
        value,
      ]);
      const url = (await probes.findRelay?.(question.host, signal)) ?? question.host;
      trace({ type: 'asked', call: 'store', url, fields });
      const answer = await probes.askWhy(question, signal);
      trace(
        answer === undefined
          ? { type: 'unanswered', call: 'store', why: 'unreachable' }
          : answerNote(answer),
      );
      return answer;
    },
  };
}
