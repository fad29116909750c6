import { legibleText, MASK, redact, toldText } from '../../contract/legible-text.ts';
import { TOLD_MAX_CHARS } from '../../contract/limits.ts';
import type { ExchangeNote } from '../exchange-event.ts';
import { isHarmlessField, isHarmlessHeader } from './harmless-names.ts';
import { maskBody } from './mask-body.ts';

/** Masks what the engine tells of one upload. What was masked once is taken out of every later text as well. */
export type Mask = {
  of(note: ExchangeNote): ExchangeNote;
  /** Real values of the fields that were masked in the latest ticket, by lower-case name. */
  readonly ticketValues: () => ReadonlyMap<string, string>;
};

type Pairs = readonly (readonly [name: string, value: string])[];

/** Shorter values are masked in their place, and looked for nowhere else: "true" is part of many words. */
const SOUGHT_FROM_CHARS = 8;
/** So many fields, headers or conditions of one event are kept: a real one has about ten. */
const LIST_MAX = 32;

/** A key has up to 1,023 bytes; those that platforms mint have about 60. */
const ADDRESS_MAX_CHARS = 500;
/** Of a longer secret its beginning is looked for. */
const SOUGHT_MAX_CHARS = 8_192;

export function createMask(): Mask {
  /** Each with its forms, once a text is long enough to hold one of them. */
  const secrets = new Map<string, readonly string[] | undefined>();
  let ticketValues = new Map<string, string>();

  function learn(secret: string): void {
    if (secret.length >= SOUGHT_FROM_CHARS && !secrets.has(secret)) secrets.set(secret, undefined);
  }

  function scrub(text: string): string {
    const found: string[] = [];
    for (const [secret, known] of secrets) {
      // No form is shorter than the secret, or than what is sought of it.
      if (text.length < Math.min(secret.length, SOUGHT_MAX_CHARS)) continue;
      const forms = known ?? formsOf(secret);
      if (known === undefined) secrets.set(secret, forms);
      for (const form of forms) if (text.includes(form)) found.push(form);
    }
    // A form may be the beginning of another one: the longest is taken out first.
    return found
      .toSorted((a, b) => b.length - a.length)
      .reduce((rest, form) => rest.replaceAll(form, MASK), text);
  }

  const told = (text: string) => cut(scrub(text));
  const address = (text: string) => cut(scrub(withoutQuery(text)), ADDRESS_MAX_CHARS);
  const message = (text: string) => redact(scrub(text));

  function maskPairs(pairs: Pairs, isHarmless: (name: string) => boolean): [string, string][] {
    for (const [name, value] of pairs) if (!isHarmless(name)) learn(value);
    return pairs
      .slice(0, LIST_MAX)
      .map(([name, value]) => [
        told(name),
        isHarmless(name) ? address(value) : masked(name, value),
      ]);
  }

  return {
    of(note) {
      switch (note.type) {
        case 'asked':
          return {
            ...note,
            fields: maskPairs(note.fields, isHarmlessField),
            url: address(note.url),
          };
        case 'answered':
          return {
            ...note,
            headers: maskPairs(note.headers, isHarmlessHeader),
            ...(note.text !== undefined && {
              text: maskBody(note.text, { learn, told, address, message }),
            }),
          };
        case 'ticketed': {
          ticketValues = new Map(
            note.fields
              .filter(([name]) => !isHarmlessField(name))
              .map(([name, value]) => [name.toLowerCase(), value]),
          );
          const hidden = note.conditions.map((condition) => {
            if (condition.rule === 'size') return condition;
            if (!isHarmlessField(condition.field)) learn(condition.value);
            return condition;
          });
          return {
            ...note,
            fields: maskPairs(note.fields, isHarmlessField),
            conditions: hidden.slice(0, LIST_MAX).map((condition) => {
              if (condition.rule === 'size') return condition;
              const { field, value } = condition;
              const isShown = isHarmlessField(field);
              return {
                ...condition,
                field: told(field),
                value: isShown ? told(value) : masked(field, value),
              };
            }),
            requestId: told(note.requestId),
            host: address(note.host),
          };
        }
        case 'posted':
          return {
            ...note,
            fields: maskPairs(note.fields, isHarmlessField),
            host: address(note.host),
            fileName: told(note.fileName),
          };
        case 'store-answered': {
          const { error, crc64, requestId, ...rest } = note;
          return {
            ...rest,
            origin: address(note.origin),
            headers: maskPairs(note.headers, isHarmlessHeader),
            ...(crc64 !== undefined && { crc64: told(crc64) }),
            ...(requestId !== undefined && { requestId: told(requestId) }),
            ...(note.text !== undefined && {
              text: maskBody(note.text, { learn, told, address, message }),
            }),
            ...(error !== undefined && {
              error: {
                code: told(error.code),
                message: message(error.message),
                ...(error.ec !== undefined && { ec: told(error.ec) }),
                ...(error.requestId !== undefined && { requestId: told(error.requestId) }),
              },
            }),
          };
        }
        case 'failed': {
          const { theirCode, ec, requestId, message: said, ...rest } = note;
          return {
            ...rest,
            ...(theirCode !== undefined && { theirCode: told(theirCode) }),
            ...(ec !== undefined && { ec: told(ec) }),
            ...(requestId !== undefined && { requestId: told(requestId) }),
            ...(said !== undefined && { message: message(said) }),
          };
        }
        case 'judged':
          return { ...note, firmwareUrl: address(note.firmwareUrl) };
        case 'packaged':
          return { ...note, firmwareId: told(note.firmwareId) };
        case 'file-checked': {
          const { image, version, ...rest } = note;
          return {
            ...rest,
            ...(image !== undefined && { image: told(image) }),
            ...(version !== undefined && { version: told(version) }),
          };
        }
        case 'file-refused':
        case 'recognised':
        case 'suffix-chosen':
        case 'pressed':
        case 'began':
        case 'unanswered':
        case 'probed':
        case 'stalled':
        case 'sent':
        case 'found':
        case 'interrupted':
        case 'resumed':
          return note;
      }
    },
    ticketValues: () => ticketValues,
  };
}

/** Of a key's id its ends are left, by which those who own it can tell which one it is. */
function masked(name: string, value: string): string {
  return /access-?key-?id$/i.test(name) && value.length >= 16
    ? `${value.slice(0, 4)}${MASK}${value.slice(-4)}`
    : MASK;
}

/** What signs an address stands in its query. */
function withoutQuery(url: string): string {
  const at = url.indexOf('?');
  return at < 0 ? url : `${url.slice(0, at)}?${MASK}`;
}

/** As it is, and as others may have written it. */
function formsOf(secret: string): string[] {
  const bytes = new TextEncoder().encode(secret.slice(0, SOUGHT_MAX_CHARS));
  const wellFormed = new TextDecoder().decode(bytes);
  const escaped = encodeURIComponent(wellFormed);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  const padded = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  const base64 = padded.replace(/=+$/, '');
  return [
    secret.slice(0, SOUGHT_MAX_CHARS),
    JSON.stringify(wellFormed).slice(1, -1),
    escaped,
    escaped.replace(/%../g, (escape) => escape.toLowerCase()),
    base64,
    base64.replaceAll('+', '-').replaceAll('/', '_'),
    hex,
    hex.toUpperCase(),
  ];
}

/** As `toldText`: most texts are legible, and short enough. */
function cut(text: string, maxChars = TOLD_MAX_CHARS): string {
  return text.length <= maxChars && legibleText(text) === text ? text : toldText(text, maxChars);
}
