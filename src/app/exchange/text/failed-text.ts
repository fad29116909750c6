import type { ExchangeEventOf } from '../../../upload/exchange-event.ts';
import { isFailureKind } from '../../../upload/model/failure-rules.ts';
import { line, withTone, type EventText, type TextTools } from './text-tools.ts';

/** How an attempt failed, and why the next one comes. */
export function failedText(event: ExchangeEventOf<'failed'>, tools: TextTools): EventText {
  const { words, format, size } = tools;
  const { code, kind, sent, status, theirCode, ec, message, requestId, next } = event;
  const title = isFailureKind(kind) ? words.said.failed[kind] : kind;
  const isCut = sent > 0 && sent < size;
  return withTone(
    'failed',
    isCut ? words.said.failedAt(title, format.percent(sent, size)) : title,
    line(
      code,
      status === undefined ? undefined : `HTTP ${status}`,
      theirCode,
      ec === undefined ? undefined : `EC ${ec}`,
      requestId === undefined ? undefined : words.detail.request(requestId),
    ),
    message,
    sent > 0 ? words.detail.sentOf(format.bytes(sent), format.bytes(size)) : undefined,
    nextText(next, tools),
  );
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
