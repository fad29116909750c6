import * as v from 'valibot';
import { hmacSha1Base64 } from './rpc-signature.ts';

/** The post policy, version 1: what a form has to look like to be stored, and until when. */

export type PolicyCondition =
  | { readonly kind: 'eq'; readonly field: string; readonly value: string }
  | { readonly kind: 'starts-with'; readonly field: string; readonly prefix: string }
  | { readonly kind: 'in'; readonly field: string; readonly values: readonly string[] }
  | { readonly kind: 'not-in'; readonly field: string; readonly values: readonly string[] }
  | { readonly kind: 'size'; readonly min: number; readonly max: number };

export type PostPolicy = {
  /** Milliseconds since the epoch, by the clock of the platform that issued it. */
  readonly expiresAt: number;
  /** Field names are lower case: OSS compares them without case. */
  readonly conditions: readonly PolicyCondition[];
};

export type PolicyReading =
  | { readonly kind: 'policy'; readonly policy: PostPolicy }
  | { readonly kind: 'invalid'; readonly ec: string; readonly detail: string };

/** The form fields a policy is held against, by lower-case name; `bucket` is the bucket's own name. */
export type CheckedFields = ReadonlyMap<string, string>;

/** `Signature` of a form: HMAC-SHA1 over the base64 text itself, and here without a `&` after the secret. */
export function signPolicy(secret: string, policyBase64: string): Promise<string> {
  return hmacSha1Base64(secret, policyBase64);
}

export function encodePolicy(expiresAt: Date, conditions: readonly unknown[]): string {
  const json = JSON.stringify({ expiration: expiresAt.toISOString(), conditions });
  return btoa(String.fromCharCode(...new TextEncoder().encode(json)));
}

/**
 * How a store reads the bounds of `content-length-range`. Ceph's gateway takes `"1"` for 1, and many tools write it so; OSS wants
 * numbers.
 */
export type SizeForm = 'numbers' | 'numbers-or-text';

/** Decodes a policy. `ec` is the OSS error code that names what is wrong with it. */
export function readPolicy(policyBase64: string, sizes: SizeForm = 'numbers'): PolicyReading {
  const json = v.safeParse(DocumentSchema, decodeJson(policyBase64));
  if (!json.success) return invalid('0006-00000206', 'Invalid JSON: unparseable.');
  const { expiration, conditions } = json.output;
  if (expiration === undefined && conditions === undefined) {
    return invalid('0006-00000209', 'Policy missing expiration and conditions.');
  }
  if (expiration === undefined) return invalid('0006-00000208', 'Policy missing expiration.');
  if (conditions === undefined) return invalid('0006-00000207', 'Policy missing conditions.');
  const time = v.safeParse(ExpirationSchema, expiration);
  if (!time.success) return invalid('0006-00000210', 'Invalid expiration: ISO 8601 GMT expected.');
  if (!Array.isArray(conditions)) {
    return invalid('0006-00000210', 'Invalid conditions: a list expected.');
  }
  if (conditions.length === 0) return invalid('0006-00000211', 'Conditions must not be empty.');
  const read: PolicyCondition[] = [];
  for (const condition of conditions) {
    const parsed = readCondition(condition, sizes);
    if (typeof parsed === 'string') return invalid(parsed, `Invalid condition: ${show(condition)}`);
    read.push(parsed);
  }
  return { kind: 'policy', policy: { expiresAt: Date.parse(time.output), conditions: read } };
}

/**
 * How long a ticket lives, in milliseconds: expiration minus creation. Both are stamped by the platform, so the
 * browser's clock has no say. A creation time that cannot be read gives NaN, which no comparison lets through.
 */
export function policyLifeMs(policy: PostPolicy, utcCreate: string): number {
  return policy.expiresAt - Date.parse(utcCreate);
}

/** The bytes an object may have: the intersection of every size condition, or undefined if there is none. */
export function sizeRange(policy: PostPolicy): { min: number; max: number } | undefined {
  const ranges = policy.conditions.filter((condition) => condition.kind === 'size');
  if (ranges.length === 0) return undefined;
  return {
    min: Math.max(...ranges.map(({ min }) => min)),
    max: Math.min(...ranges.map(({ max }) => max)),
  };
}

/** The first condition the fields do not meet, as OSS would quote it; size is judged by the bytes, not here. */
export function findUnmetCondition(policy: PostPolicy, fields: CheckedFields): string | undefined {
  const unmet = policy.conditions.find((condition) => !isMet(condition, fields));
  return unmet && quote(unmet);
}

/** Each condition with whether it is met by the form and by the bytes of its file. */
export function checkPolicy(
  policy: PostPolicy,
  fields: CheckedFields,
  size: number,
): readonly { readonly condition: PolicyCondition; readonly isMet: boolean }[] {
  return policy.conditions.map((condition) => ({
    condition,
    isMet:
      condition.kind === 'size'
        ? size >= condition.min && size <= condition.max
        : isMet(condition, fields),
  }));
}

const DocumentSchema = v.pipe(
  v.custom<object>((json) => typeof json === 'object' && json !== null && !Array.isArray(json)),
  v.object({ expiration: v.optional(v.unknown()), conditions: v.optional(v.unknown()) }),
);
const ExpirationSchema = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/),
  v.check((text) => !Number.isNaN(Date.parse(text))),
);
const field = v.pipe(
  v.string(),
  v.regex(/^\$./),
  v.transform((name) => name.slice(1).toLowerCase()),
);
// A literal `$` inside a value is written `\$`.
const value = v.pipe(
  v.string(),
  v.transform((text) => text.replaceAll('\\$', '$')),
);
const bytes = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const EqSchema = v.strictTuple([v.literal('eq'), field, value]);
const StartsWithSchema = v.strictTuple([v.literal('starts-with'), field, value]);
const ListSchema = v.strictTuple([v.picklist(['in', 'not-in']), field, v.array(value)]);
const sizeTuple = <Bytes extends v.GenericSchema<unknown, number>>(bound: Bytes) =>
  v.strictTuple([v.literal('content-length-range'), bound, bound]);
const SIZES = {
  numbers: sizeTuple(bytes),
  'numbers-or-text': sizeTuple(
    v.union([bytes, v.pipe(v.string(), v.digits(), v.transform(Number), bytes)]),
  ),
};
const ExactSchema = v.record(v.pipe(v.string(), v.nonEmpty(), v.toLowerCase()), value);

/** A condition, or the EC that names its fault. */
function readCondition(condition: unknown, sizes: SizeForm): PolicyCondition | string {
  if (!Array.isArray(condition)) return readExact(condition);
  const operator = typeof condition[0] === 'string' ? condition[0].toLowerCase() : undefined;
  switch (operator) {
    case 'eq': {
      const eq = v.safeParse(EqSchema, [operator, ...condition.slice(1)]);
      return eq.success
        ? { kind: 'eq', field: eq.output[1], value: eq.output[2] }
        : '0006-00000217';
    }
    case 'starts-with': {
      const prefix = v.safeParse(StartsWithSchema, [operator, ...condition.slice(1)]);
      if (!prefix.success || prefix.output[1] === 'bucket') return '0006-00000218';
      return { kind: 'starts-with', field: prefix.output[1], prefix: prefix.output[2] };
    }
    case 'in':
    case 'not-in': {
      const list = v.safeParse(ListSchema, [operator, ...condition.slice(1)]);
      if (!list.success) return '0006-00000224';
      return { kind: list.output[0], field: list.output[1], values: list.output[2] };
    }
    case 'content-length-range': {
      const size = v.safeParse(SIZES[sizes], [operator, ...condition.slice(1)]);
      if (!size.success) return '0006-00000219';
      const [, min, max] = size.output;
      return max < min ? '0006-00000223' : { kind: 'size', min, max };
    }
    default:
      return '0006-00000216';
  }
}

function readExact(condition: unknown): PolicyCondition | string {
  const exact = v.safeParse(ExactSchema, condition);
  const [only, ...others] = exact.success ? Object.entries(exact.output) : [];
  if (only === undefined || others.length > 0) return '0006-00000215';
  return { kind: 'eq', field: only[0], value: only[1] };
}

function isMet(condition: PolicyCondition, fields: CheckedFields): boolean {
  if (condition.kind === 'size') return true;
  const actual = fields.get(condition.field);
  if (actual === undefined) return false;
  switch (condition.kind) {
    case 'eq':
      return actual === condition.value;
    case 'starts-with':
      return actual.startsWith(condition.prefix);
    case 'in':
      return condition.values.includes(actual);
    case 'not-in':
      return !condition.values.includes(actual);
  }
}

function quote(condition: PolicyCondition): string {
  switch (condition.kind) {
    case 'eq':
      return show(['eq', `$${condition.field}`, condition.value]);
    case 'starts-with':
      return show(['starts-with', `$${condition.field}`, condition.prefix]);
    case 'in':
    case 'not-in':
      return show([condition.kind, `$${condition.field}`, condition.values]);
    case 'size':
      return show(['content-length-range', condition.min, condition.max]);
  }
}

function decodeJson(base64: string): unknown {
  try {
    const raw = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(raw));
  } catch {
    return undefined;
  }
}

function invalid(ec: string, detail: string): PolicyReading {
  return { kind: 'invalid', ec, detail };
}

function show(json: unknown): string {
  return JSON.stringify(json);
}
