import type { ExchangeEvent, ExchangeEventOf, PolicyCheck } from '../../upload/model/exchange.ts';
import { isFailureKind } from '../../upload/model/failure-rules.ts';
import { storeErrorTitle } from './store-error.ts';
import type { EventText, TextTools } from './text-tools.ts';

/** Undefined for what the heading of an attempt says already. */
export function textOf(event: ExchangeEvent, tools: TextTools): EventText | undefined {
  const { words, format, size } = tools;
  const { said, detail } = words;
  const plain = (title: string, ...lines: string[]): EventText => ({ title, tone: 'plain', lines });
  const ok = (title: string, ...lines: string[]): EventText => ({ title, tone: 'ok', lines });
  const warning = (title: string, ...lines: string[]): EventText => ({
    title,
    tone: 'warning',
    lines,
  });
  switch (event.type) {
    case 'file-checked': {
      const facts = [
        format.bytes(event.size),
        detail.suffix(event.suffix),
        event.image,
        event.version,
        event.doubt,
      ];
      const line = facts.filter((fact) => fact !== undefined).join(' · ');
      return event.doubt === undefined ? ok(said.checked, line) : warning(said.doubted, line);
    }
    case 'file-refused':
      return { title: said.refused, tone: 'failed', lines: [`${event.code} ${event.kind}`] };
    case 'recognised':
      return warning(said.recognised);
    case 'suffix-chosen':
      return plain(said.suffixChosen, detail.suffix(event.suffix));
    case 'pressed':
      return plain(said.pressed[event.action]);
    case 'began':
      return undefined;
    case 'asked': {
      const fields = event.call === 'store' ? '' : ` · ${pairsIn(event.fields)}`;
      return plain(said.asked[event.call], `POST ${event.url}${fields}`);
    }
    case 'answered': {
      const tone = event.status < 400 ? 'ok' : 'failed';
      return {
        title: said.answered(String(event.status)),
        tone,
        lines: event.headers.map(([name, value]) => `${name}: ${value}`),
      };
    }
    case 'unanswered':
      return { title: said.unanswered[event.why], tone: 'failed', lines: [] };
    case 'ticketed':
      return {
        title: said.ticketed(format.duration(event.lifeMs / 1000)),
        tone: event.conditions.some(({ isMet }) => isMet === false) ? 'warning' : 'ok',
        lines: [
          `${detail.request(event.requestId)} · ${event.host}`,
          ...event.conditions.map((check) => conditionText(check, tools)),
        ],
      };
    case 'posted':
      return plain(
        said.posted,
        `POST ${event.host} · ${format.bytes(event.size)}`,
        ...event.fields.map(([name, value]) => `${name}: ${value}`),
        `file: ${event.fileName}`,
      );
    case 'stalled':
      return warning(said.stalled[event.why], detail.quietSince(secondsText(event.since)));
    case 'sent':
      return ok(said.sent);
    case 'store-answered':
      return storeAnswer(event, tools);
    case 'found':
      return {
        title: said.found[event.found],
        tone: event.found === 'stored' ? 'ok' : 'warning',
        lines: [
          ...(event.size === undefined ? [] : [detail.bytes(format.count(event.size))]),
          ...(event.crc64 === undefined ? [] : [`CRC-64 ${event.crc64}`]),
        ],
      };
    case 'judged': {
      const lines = [
        ...(event.crc64 === undefined ? [] : [`CRC-64 ${event.crc64}`]),
        ...(event.reason === undefined ? [] : [event.reason]),
        event.firmwareUrl,
      ];
      if (event.sendMs > 0) lines.push(detail.took(format.duration(event.sendMs / 1000)));
      return event.verdict === 'verified'
        ? ok(said.verified, ...lines)
        : warning(said.unverified, ...lines);
    }
    case 'failed':
      return { title: failedTitle(event, tools), tone: 'failed', lines: failedLines(event, tools) };
    case 'interrupted':
      return warning(said.interrupted, detail.sentOf(format.bytes(event.sent), format.bytes(size)));
    case 'resumed':
      return plain(said.resumed);
    case 'packaged':
      return ok(said.packaged, event.firmwareId);
  }
}

/** Seconds of the exchange's clock, with milliseconds. */
export function secondsText(at: number): string {
  return (at / 1000).toFixed(3);
}

function conditionText(check: PolicyCheck, { words: { detail }, format }: TextTools): string {
  const text =
    check.rule === 'size'
      ? detail.size(format.count(check.min), detail.bytes(format.count(check.max)))
      : detail.rule[check.rule](check.field, check.value);
  const mark = check.isMet === undefined ? detail.untold : check.isMet ? detail.met : detail.unmet;
  return `${detail.policy}: ${text} ${mark}`;
}

function storeAnswer(event: ExchangeEventOf<'store-answered'>, tools: TextTools): EventText {
  const { said, detail } = tools.words;
  const { status, error, requestId, headers } = event;
  const isGood = status >= 200 && status < 300;
  const id = requestId ?? error?.requestId;
  const ec = error?.ec === undefined ? '' : ` · EC ${error.ec}`;
  return {
    title: said.stored(String(status)),
    tone: isGood ? 'ok' : 'failed',
    lines: [
      ...(error === undefined ? [] : [`${error.code}${ec} · ${storeErrorTitle(event, tools)}`]),
      ...(error === undefined || error.message === '' ? [] : [error.message]),
      ...(id === undefined ? [] : [detail.request(id)]),
      ...headers.map(([name, value]) => `${name}: ${value}`),
    ],
  };
}

function failedTitle(event: ExchangeEventOf<'failed'>, { words, format, size }: TextTools): string {
  const title = isFailureKind(event.kind) ? words.said.failed[event.kind] : event.kind;
  return event.sent > 0 && event.sent < size
    ? words.said.failedAt(title, format.percent(event.sent, size))
    : title;
}

function failedLines(event: ExchangeEventOf<'failed'>, tools: TextTools): string[] {
  const { words, format, size } = tools;
  const { status, theirCode, ec, message, requestId, next } = event;
  const facts = [
    event.code,
    status !== undefined && `HTTP ${status}`,
    theirCode,
    ec !== undefined && `EC ${ec}`,
    requestId !== undefined && words.detail.request(requestId),
  ].filter((fact) => fact !== false && fact !== undefined);
  return [
    facts.join(' · '),
    ...(message === undefined ? [] : [message]),
    ...(event.sent > 0 ? [words.detail.sentOf(format.bytes(event.sent), format.bytes(size))] : []),
    nextText(next, tools),
  ];
}

function nextText(next: ExchangeEventOf<'failed'>['next'], { words, format }: TextTools): string {
  switch (next.kind) {
    case 'none':
      return words.next.none;
    case 'after':
      return words.next.after(format.duration(next.ms / 1000));
    case 'when-back':
      return words.next.whenBack[next.away];
  }
}

function pairsIn(pairs: readonly (readonly [string, string])[]): string {
  return pairs.map(([name, value]) => `${name}: ${value}`).join(', ');
}
