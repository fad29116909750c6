import * as v from 'valibot';
import { FIRMWARE_MAX_BYTES } from './limits.ts';
import { DIALECT_RULES, type Dialect } from './dialect.ts';

/**
 * `CreateOTAFirmware` for one file: the parameters with the API's own rules. Source: the API's page in Alibaba's and in Tuya's documentation.
 */

export const SIGN_METHODS = ['MD5', 'SHA256'] as const;
export type SignMethod = (typeof SIGN_METHODS)[number];

/** Why a parameter is refused; the words for it are the server's and the page's. */
const FIELD_REASONS = [
  'missing',
  'too-long',
  /** It has a character the API does not take. */
  'characters',
  /** Its first character is not one to begin with. */
  'start',
  /** Not one of the values the API knows. */
  'choice',
  /** Not an address by http or https. */
  'address',
  /** Not 32 (MD5) or 64 (SHA256) hexadecimal digits. */
  'digest',
  /** Not a whole number of bytes that a firmware may have. */
  'size',
  /** The version that is updated equals the one it is updated to. */
  'same-version',
  /** Only a differential package has it. */
  'differential-only',
  /** This platform's API has no such thing. */
  'not-here',
  /** Not text, number or truth as it has to be. */
  'type',
] as const;
export type FieldReason = (typeof FIELD_REASONS)[number];

/** Binds a rule to its reason: a misspelt one does not compile. */
const says = (reason: FieldReason): FieldReason => reason;

/** Rules that mean the same wherever they stand; the others say their reason themselves. */
const REASON_OF_RULE: Readonly<Record<string, FieldReason>> = {
  non_empty: 'missing',
  max_length: 'too-long',
  picklist: 'choice',
  number: 'size',
  integer: 'size',
  min_value: 'size',
  max_value: 'size',
};

const filled = v.pipe(v.string(), v.nonEmpty());
/** Alibaba counts Java's characters, Tuya a Chinese one as one; the rarest ones count twice here, to be safe. */
const optionalText = (maxLength: number) => v.optional(v.pipe(v.string(), v.maxLength(maxLength)));
const name = v.pipe(filled, v.maxLength(64), v.regex(/^[\w.-]*$/, says('characters')));

/** `ー` belongs to no script, and no katakana word does without it. */
const NAME_START = /^[A-Za-z0-9\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
const NAME_REST = /^[\w()\-ー\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]*$/u;
export const FIRMWARE_NAME_MAX = 40;

/** In the order of the API's page. */
const FIELDS = {
  /** The version devices will have. */
  destVersion: name,
  /** Cannot be changed later; Alibaba takes each name once an account. */
  firmwareName: v.pipe(
    filled,
    v.maxLength(FIRMWARE_NAME_MAX),
    v.regex(NAME_REST, says('characters')),
    v.regex(NAME_START, says('start')),
  ),
  firmwareUrl: v.pipe(filled, v.maxLength(2048), v.check(isWebAddress, says('address'))),
  signMethod: v.optional(v.picklist(SIGN_METHODS)),
  /** Hexadecimal digest of the file by `signMethod`, which is MD5 unless told. */
  firmwareSign: v.optional(
    v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$|^[0-9a-f]{64}$/i, says('digest')), v.toLowerCase()),
  ),
  /** Bytes. */
  firmwareSize: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(FIRMWARE_MAX_BYTES)),
  ),
  /** Neither platform states how one looks; no known one has a space. */
  productKey: v.optional(
    v.pipe(filled, v.maxLength(64), v.regex(/^[\x21-\x7e]*$/, says('characters'))),
  ),
  firmwareDesc: optionalText(100),
  moduleName: v.optional(name),
  /** 0 is the whole firmware, 1 what differs from `srcVersion`. */
  type: v.optional(v.picklist([0, 1])),
  srcVersion: v.optional(name),
  needToVerify: v.optional(v.boolean()),
  /** Pushed to devices as it is. */
  udi: optionalText(4096),
};

export type FirmwareField = keyof typeof FIELDS;

/** What the page asks our server for, and a script may. Instance and region are the server's own affair. */
export type OtaFirmware = v.InferOutput<v.ObjectSchema<typeof FIELDS, undefined>>;
export type OtaFirmwareSchema = v.GenericSchema<unknown, OtaFirmware>;

/**
 * Conditions on several fields. Each is checked as soon as its own fields can be read, whatever is wrong with the others: all that
 * is wrong is told at once.
 */
const withDifferential = v.pipe(
  v.object(FIELDS),
  v.forward(
    v.partialCheck(
      [['type'], ['srcVersion']],
      ({ type, srcVersion }) => type !== 1 || srcVersion !== undefined,
      says('missing'),
    ),
    ['srcVersion'],
  ),
  v.forward(
    v.partialCheck(
      [['type'], ['srcVersion']],
      ({ type, srcVersion }) => type === 1 || srcVersion === undefined,
      says('differential-only'),
    ),
    ['srcVersion'],
  ),
  v.forward(
    v.partialCheck(
      [['srcVersion'], ['destVersion']],
      ({ srcVersion, destVersion }) => srcVersion !== destVersion,
      says('same-version'),
    ),
    ['srcVersion'],
  ),
  v.forward(
    v.partialCheck(
      [['signMethod'], ['firmwareSign']],
      ({ signMethod = 'MD5', firmwareSign }) =>
        firmwareSign === undefined || firmwareSign.length === DIGEST_LENGTH[signMethod],
      says('digest'),
    ),
    ['firmwareSign'],
  ),
);

const DIGEST_LENGTH: Readonly<Record<SignMethod, number>> = { MD5: 32, SHA256: 64 };

const withoutDifferential: OtaFirmwareSchema = v.pipe(
  withDifferential,
  v.forward(
    v.partialCheck([['type']], ({ type }) => type !== 1, says('not-here')),
    ['type'],
  ),
);

export function otaFirmwareSchema(dialect: Dialect): OtaFirmwareSchema {
  return DIALECT_RULES[dialect].takesDifferential ? withDifferential : withoutDifferential;
}

/** What is wrong with one field; the first thing, as far as fields go. */
export type FieldFault = { readonly field: FirmwareField; readonly reason: FieldReason };

/** Every wrong field once, in the API's order. Nothing: it may be sent as it is. */
export function findFieldFaults(dialect: Dialect, firmware: unknown): readonly FieldFault[] {
  const reading = v.safeParse(otaFirmwareSchema(dialect), firmware);
  if (reading.success) return [];
  const reasonOf = new Map<FirmwareField, FieldReason>();
  for (const fault of reading.issues.map(readFieldFault)) {
    if (fault !== undefined && !reasonOf.has(fault.field)) reasonOf.set(fault.field, fault.reason);
  }
  return FIRMWARE_FIELDS.flatMap((field) => {
    const reason = reasonOf.get(field);
    return reason === undefined ? [] : [{ field, reason }];
  });
}

/** Undefined when the whole of it is not what it should be. */
export function readFieldFault(issue: v.BaseIssue<unknown>): FieldFault | undefined {
  const field = FIRMWARE_FIELDS.find((known) => known === issue.path?.[0]?.key);
  if (field === undefined) return undefined;
  if (issue.kind === 'schema' && issue.received === 'undefined')
    return { field, reason: 'missing' };
  const said = FIELD_REASONS.find((known) => known === issue.message);
  return { field, reason: said ?? REASON_OF_RULE[issue.type] ?? 'type' };
}

/** In the order of the API's page. */
export const FIRMWARE_FIELDS: readonly FirmwareField[] = Object.keys(FIELDS).filter(
  (name): name is FirmwareField => name in FIELDS,
);

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
