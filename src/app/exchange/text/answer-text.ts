import type { ExchangeEventOf, PolicyCheck } from '../../../upload/exchange-event.ts';
import { storeErrorTitle } from './store-error.ts';
import { line, withTone, type EventText, type TextTools } from './text-tools.ts';

type Pairs = readonly (readonly [name: string, value: string])[];

export function answerText(
  { status, headers }: ExchangeEventOf<'answered'>,
  { words }: TextTools,
): EventText {
  const tone = status < 400 ? 'ok' : 'failed';
  return withMore(
    withTone(tone, words.said.answered(String(status))),
    words.detail.headers,
    headers,
  );
}

/** The ticket's life, and each condition of its policy with whether this file meets it. */
export function ticketText(event: ExchangeEventOf<'ticketed'>, tools: TextTools): EventText {
  const { words, format } = tools;
  const { requestId, host, lifeMs, conditions } = event;
  return withTone(
    conditions.some(({ isMet }) => isMet === false) ? 'warning' : 'ok',
    words.said.ticketed(format.duration(lifeMs / 1000)),
    line(words.detail.request(requestId), host),
    ...conditions.map((check) => conditionText(check, tools)),
  );
}

function conditionText(check: PolicyCheck, { words: { detail }, format }: TextTools): string {
  const text =
    check.rule === 'size'
      ? detail.size(format.count(check.min), detail.bytes(format.count(check.max)))
      : detail.rule[check.rule](check.field, check.value);
  const mark = check.isMet === undefined ? detail.untold : check.isMet ? detail.met : detail.unmet;
  return detail.policy(`${text} ${mark}`);
}

export function postedText(
  { host, through, size, fields, fileName }: ExchangeEventOf<'posted'>,
  { words, format }: TextTools,
): EventText {
  const all: Pairs = [...fields, ['file', fileName]];
  const text = withTone(
    'plain',
    words.said.posted,
    line(`POST ${through ?? host}`, format.bytes(size)),
    through === undefined ? undefined : words.detail.handedOnTo(host),
  );
  return withMore(text, words.detail.fields, all);
}

export function storeAnswerText(
  event: ExchangeEventOf<'store-answered'>,
  tools: TextTools,
): EventText {
  const { said, detail } = tools.words;
  const { status, origin, through, error, requestId, headers } = event;
  const id = requestId ?? error?.requestId;
  const ec = error?.ec === undefined ? undefined : `EC ${error.ec}`;
  const text = withTone(
    status >= 200 && status < 300 ? 'ok' : 'failed',
    // What a relay did not hand on was answered by itself, or by something before it.
    through === undefined || through !== origin
      ? said.stored(String(status))
      : said.answered(String(status)),
    error && line(error.code, ec, storeErrorTitle(event, tools)),
    error?.message,
    id === undefined ? undefined : detail.request(id),
    through === undefined ? undefined : detail.handedOnBy(through),
  );
  return withMore(text, detail.headers, headers);
}

function withMore(text: EventText, label: string, pairs: Pairs): EventText {
  if (pairs.length === 0) return text;
  const lines = pairs.map(([name, value]) => `${name}: ${value}`);
  return { ...text, more: { label, lines } };
}
