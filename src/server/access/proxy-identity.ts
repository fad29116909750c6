import { legibleText } from '../../contract/legible-text.ts';
import { USER_NAME_MAX_CHARS } from '../../contract/access/session.ts';

/**
 * Who a trusted proxy says it is. More than one header of that name means that the proxy has added its own to one that the client
 * sent: then nothing is believed.
 * @param rawHeaders names and values in turn, as they came
 */
export function proxyIdentity(rawHeaders: readonly string[], header: string): string | undefined {
  const values = rawHeaders.filter(
    (_, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === header.toLowerCase(),
  );
  const [value = ''] = values;
  const name = legibleText(fromWire(value).trim());
  return values.length === 1 && name !== '' && name.length <= USER_NAME_MAX_CHARS * 4
    ? name.slice(0, USER_NAME_MAX_CHARS)
    : undefined;
}

/** Node reads headers as Latin-1; proxies send names as UTF-8. */
function fromWire(value: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(value, 'latin1'));
  } catch {
    return value;
  }
}
