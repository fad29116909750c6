import { MASK } from '../../contract/legible-text.ts';
import { isHarmlessField } from './harmless-names.ts';

export type BodyMask = {
  /** Takes a secret out of every later text as well. */
  readonly learn: (secret: string) => void;
  /** An address without its query, with what is known to be secret taken out. */
  readonly address: (text: string) => string;
  /** The same of a name. */
  readonly told: (text: string) => string;
  /** The same of a sentence. */
  readonly message: (text: string) => string;
};

/** No real one comes near; of more than these only the length is kept. */
const BODY_MAX_CHARS = 4_000;
const LIST_MAX = 32;
const DEPTH_MAX = 6;

/**
 * What a server said, with the shape of it kept: of JSON all names and types, and the values of those names that are no secret. Of
 * anything else only what it is, since a text of another kind may hold anything.
 */
export function maskBody(text: string, mask: BodyMask): string {
  const json = readJson(text);
  if (json === undefined) return bodyKind(text);
  // All secrets first: a message before one of them may repeat it.
  learnFrom('', json.value, mask, 0);
  const masked = JSON.stringify(maskValue('', json.value, mask, 0));
  return masked.length > BODY_MAX_CHARS ? bodyKind(text) : masked;
}

function readJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** What a text is, without any of it: a document of a store, a page, or something else. */
function bodyKind(text: string): string {
  const start = text.trimStart();
  if (start === '') return '';
  const note = `${text.length} characters, not kept`;
  if (/^<(?:\?xml|PostResponse)/.test(start)) return `<?xml version="1.0"?><!-- ${note} -->`;
  return start.startsWith('<') ? `<!-- ${note} -->` : `(${note})`;
}

function learnFrom(name: string, value: unknown, mask: BodyMask, depth: number): void {
  if (typeof value === 'string' && !isTold(name)) mask.learn(value);
  if (typeof value !== 'object' || value === null || depth >= DEPTH_MAX) return;
  for (const [key, held] of Object.entries(value).slice(0, LIST_MAX)) {
    learnFrom(Array.isArray(value) ? name : key, held, mask, depth + 1);
  }
}

function maskValue(name: string, value: unknown, mask: BodyMask, depth: number): unknown {
  if (typeof value === 'string') return maskText(name, value, mask);
  // Digits may be a secret as well; that there is a number is what matters.
  if (typeof value === 'number') return isTold(name) ? value : 0;
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= DEPTH_MAX) return MASK;
  if (Array.isArray(value)) {
    return value.slice(0, LIST_MAX).map((item: unknown) => maskValue(name, item, mask, depth + 1));
  }
  const entries = Object.entries(value).slice(0, LIST_MAX);
  return Object.fromEntries(
    entries.map(([key, held]) => [mask.told(key), maskValue(key, held, mask, depth + 1)]),
  );
}

function maskText(name: string, value: string, mask: BodyMask): string {
  switch (name.toLowerCase()) {
    case 'errormessage':
    case 'message':
      return mask.message(value);
    default:
      if (value === '') return '';
      return isTold(name) ? mask.address(value) : MASK;
  }
}

/** What an envelope says of a call, and the fields of a ticket that are no secret. */
function isTold(name: string): boolean {
  return (
    ['code', 'requestid', 'errormessage', 'message'].includes(name.toLowerCase()) ||
    isHarmlessField(name)
  );
}
