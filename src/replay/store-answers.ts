import { requestIdIn } from '../contract/header-value.ts';
import type { ExchangeEventOf } from '../upload/exchange-event.ts';
import type { StoreAnswer } from '../upload/transfer/transport.ts';

type StoreAnswered = ExchangeEventOf<'store-answered'>;

/**
 * The store's answer as it was recorded.
 * @param hosts where it was recorded: the store, and a relay before it
 * @param ours where it is played
 */
export function scriptedAnswer(
  event: StoreAnswered,
  hosts: readonly string[],
  ours: string,
): StoreAnswer {
  const { status, origin, headers, requestId, error } = event;
  const isThere = hosts.some((host) => URL.canParse(host) && new URL(host).origin === origin);
  return {
    kind: 'answered',
    status,
    origin: isThere ? new URL(ours).origin : ELSEWHERE,
    crc64: null,
    requestId: requestId ?? null,
    retryAfter: headers.find(([name]) => name.toLowerCase() === 'retry-after')?.[1] ?? null,
    body: error === undefined ? (event.text ?? '') : errorDocument(error),
    headers,
  };
}

const ELSEWHERE = 'https://elsewhere.invalid';

function errorDocument({
  code,
  ec,
  message,
  requestId,
}: NonNullable<StoreAnswered['error']>): string {
  const element = (name: string, value: string | undefined) =>
    value === undefined ? '' : `<${name}>${escaped(value)}</${name}>`;
  return `<?xml version="1.0"?><Error>${element('Code', code)}${element('Message', message)}${element('RequestId', requestId)}${element('EC', ec)}</Error>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** What the simulated bucket has answered, told as the recorded one was. */
export async function storedAnswer(
  recorded: StoreAnswer,
  answer: Response,
  told: { readonly tells: boolean; readonly differs: boolean },
): Promise<StoreAnswer> {
  const { headers, status, ok } = answer;
  const requestId = requestIdIn(headers.get('x-oss-request-id'));
  if (!ok)
    return { ...recorded, status, requestId, body: await answer.text(), headers: [...headers] };
  const crc64 = headers.get('x-oss-hash-crc64ecma');
  if (!told.tells || crc64 === null) return recorded;
  return { ...recorded, crc64: told.differs ? otherThan(crc64) : crc64 };
}

/** Another checksum of the same form. */
export function otherThan(crc64: string): string {
  return (BigInt(crc64) ^ 1n).toString();
}
