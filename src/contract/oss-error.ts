import { ERROR_BODY_MAX_CHARS } from './limits.ts';
import { toldText } from './legible-text.ts';

/** What OSS says when it refuses: the four elements worth showing, each of them `toldText`. */
export type OssError = {
  readonly code: string;
  /** `NNNN-NNNNNNNN`, the most precise name of the cause; older services leave it out. */
  readonly ec: string | undefined;
  readonly message: string;
  readonly requestId: string | undefined;
};

/**
 * Reads an error body as text, not as a document: no DTD, no entities beyond the five of XML, four elements and at most
 * `ERROR_BODY_MAX_CHARS` characters, whatever is sent. Undefined if it is not an OSS error.
 */
export function readOssError(body: string): OssError | undefined {
  const text = body.slice(0, ERROR_BODY_MAX_CHARS);
  if (!/<Error[\s>]/.test(text)) return undefined;
  const code = element(text, 'Code');
  if (code === undefined) return undefined;
  return {
    code,
    ec: element(text, 'EC'),
    message: element(text, 'Message') ?? '',
    requestId: element(text, 'RequestId'),
  };
}

function element(text: string, name: string): string | undefined {
  const open = text.indexOf(`<${name}>`);
  if (open < 0) return undefined;
  const start = open + name.length + 2;
  const end = text.indexOf('<', start);
  return end < 0 ? undefined : toldText(unescapeXml(text.slice(start, end)).trim());
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
  '&amp;': '&',
};

function unescapeXml(text: string): string {
  return text.replace(/&(?:lt|gt|quot|apos|amp);/g, (entity) => ENTITIES[entity] ?? entity);
}
