import type { ExchangeEvent } from '../../../upload/exchange-event.ts';
import { failedText } from './failed-text.ts';
import { answerText, postedText, storeAnswerText, ticketText } from './answer-text.ts';
import { line, secondsText, withTone, type EventText, type TextTools } from './text-tools.ts';

const PROOF_NAMES = {
  crc64: 'CRC-64',
  crc64nvme: 'CRC-64/NVME',
  sha256: 'SHA-256',
  md5: 'MD5',
} as const;
const PROOFS = ['crc64', 'crc64nvme', 'sha256', 'md5'] as const;

/** Undefined for what the heading of an attempt says already. */
export function textOf(event: ExchangeEvent, tools: TextTools): EventText | undefined {
  const { words, format, size } = tools;
  const { said, detail } = words;
  switch (event.type) {
    case 'file-checked': {
      const { image, version, doubt } = event;
      const facts = line(
        format.bytes(event.size),
        detail.suffix(event.suffix),
        image,
        version,
        doubt,
      );
      return doubt === undefined
        ? withTone('ok', said.checked, facts)
        : withTone('warning', said.doubted, facts);
    }
    case 'file-refused':
      return withTone('failed', said.refused, `${event.code} ${event.kind}`);
    case 'recognised':
      return withTone('warning', said.recognised);
    case 'suffix-chosen':
      return withTone('plain', said.suffixChosen, detail.suffix(event.suffix));
    case 'pressed':
      return withTone('plain', said.pressed[event.action]);
    case 'began':
      return undefined;
    case 'asked': {
      const fields =
        event.call === 'store'
          ? undefined
          : event.fields.map(([name, value]) => `${name}: ${value}`).join(', ');
      return withTone('plain', said.asked[event.call], line(`POST ${event.url}`, fields));
    }
    case 'answered':
      return answerText(event, tools);
    case 'unanswered':
      return withTone('failed', said.unanswered[event.why]);
    case 'probed':
      return withTone('plain', said.probed[event.sign]);
    case 'ticketed':
      return ticketText(event, tools);
    case 'posted':
      return postedText(event, tools);
    case 'stalled':
      return withTone(
        'warning',
        said.stalled[event.why],
        detail.quietSince(secondsText(event.since)),
      );
    case 'sent':
      return withTone('ok', said.sent);
    case 'store-answered':
      return storeAnswerText(event, tools);
    case 'found':
      return withTone(
        event.found === 'stored' ? 'ok' : 'warning',
        said.found[event.found],
        line(
          event.size === undefined ? undefined : detail.bytes(format.count(event.size)),
          ...PROOFS.map((proof) => event[proof] && `${PROOF_NAMES[proof]} ${event[proof]}`),
        ),
      );
    case 'judged': {
      const isVerified = event.verdict === 'verified';
      return withTone(
        isVerified ? 'ok' : 'warning',
        isVerified ? said.verified : said.unverified,
        line(
          event.proof === undefined
            ? event.reason
            : `${PROOF_NAMES[event.proof.by]} ${event.proof.digest}`,
          event.sendMs > 0 ? detail.took(format.took(event.sendMs)) : undefined,
        ),
        event.firmwareUrl,
      );
    }
    case 'failed':
      return failedText(event, tools);
    case 'interrupted':
      return withTone(
        'warning',
        said.interrupted,
        detail.sentOf(format.bytes(event.sent), format.bytes(size)),
      );
    case 'resumed':
      return withTone('plain', said.resumed);
    case 'packaged':
      return withTone('ok', said.packaged, event.firmwareId);
  }
}
