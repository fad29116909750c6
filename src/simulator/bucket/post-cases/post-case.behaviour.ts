import { encodePolicy, signPolicy } from '../../../contract/post-policy.ts';
import { SAMPLE_CREDENTIALS } from '../../cloud.ts';

/**
 * What PostObject has to do, case by case, whatever carries the form. Names that begin with `test_post_object_` are those of the
 * public S3 case list (ceph/s3-tests), where a case of OSS corresponds; what is expected is OSS's, as its pages and ours have it.
 */
export type PostCase = readonly [name: string, given: Given, expected: Refusal | Stored];

/** What differs from a form that is accepted. */
export type Given = {
  /** Set over the four that are needed; undefined leaves one out. */
  readonly fields?: FieldValues;
  /** Appended as they are, after all others. */
  readonly more?: Fields;
  /** Changes the fields once they are signed. */
  readonly tamper?: (signed: SignedFields) => FieldValues;
  readonly conditions?: readonly unknown[];
  readonly expiresInMs?: number;
  /** The policy as it is sent and signed, in place of conditions and expiry. */
  readonly policy?: string;
  readonly secret?: string;
  readonly file?: { readonly name?: string; readonly bytes?: string | Uint8Array } | 'none';
  /** An object that is there already, under `KEY`. */
  readonly before?: string;
  readonly origin?: string;
};

/** Status, code and EC of a refusal, or with more than that. */
export type Refusal = string | (Seen & { readonly refusal: string; readonly message?: string });

export type Stored = Seen & {
  /** 204 unless told otherwise. */
  readonly status?: number;
  /** `KEY` unless told otherwise. */
  readonly storedAs?: string;
  /** What GET of the object tells. */
  readonly kept?: Readonly<Record<string, string>>;
};

/** What the answer has; a header that is undefined is not there. */
export type Seen = {
  readonly headers?: Readonly<Record<string, string | RegExp | undefined>>;
  readonly body?: RegExp;
};

type Fields = readonly (readonly [name: string, value: string])[];
export type FieldValues = Readonly<Record<string, string | undefined>>;
type SignedFields = Readonly<Record<'key' | 'policy' | 'OSSAccessKeyId' | 'Signature', string>>;

export type Form = { readonly fields: Fields; readonly file: FormFile | undefined };
export type FormFile = { readonly fileName: string; readonly bytes: Uint8Array };
export type Answer = { readonly status: number; readonly headers: Headers; readonly body: Buffer };

/** A cloud with nothing in it, and a way to it. Its clock stands at `NOW`. */
export type Transport<G extends Given = Given> = {
  post(form: Form, given: G): Promise<Answer>;
  get(key: string): Promise<Answer>;
  /** How much there is besides objects: staged bytes, stray files. */
  strays(): Promise<number>;
};

export const NOW = Date.parse('2026-01-02T03:04:05.000Z');
export const KEY = 'ota/firmware/a.bin';
export const ANY_KEY = ['starts-with', '$key', ''];
const BYTES = 'the bytes of a firmware';

export const INVALID = '400 InvalidArgument 0002-00000701';
export const MALFORMED = '400 MalformedPOSTRequest 0006-00000104';
export const WRONG_FILES = '400 IncorrectNumberOfFilesInPOSTRequest 0006-00000107';
export const INVALID_NAME = '400 InvalidObjectName 0006-00000111';
export const EXPIRED = '403 AccessDenied 0006-00000213';
export const UNMET = '403 AccessDenied 0006-00000227';
export const UNSIGNED = '403 SignatureDoesNotMatch 0002-00000705';
export const TOO_LARGE = '400 EntityTooLarge 0006-00000003';
export const TOO_SMALL = '400 EntityTooSmall 0006-00000004';
export const TOO_LONG = '400 FieldItemTooLong 0006-00000110';
export const TOO_MUCH = '400 MaxPOSTPreDataLengthExceededError 0006-00000112';
export const NOT_IMPLEMENTED = '501 NotImplemented 0000-00000501';
export const NO_ENCRYPTION = '400 InvalidEncryptionAlgorithmError 0009-00000001';
export const missing = (ec: string) => `400 InvalidArgument 0002-00000${ec}`;
export const badPolicy = (ec: string) => `400 InvalidPolicyDocument 0006-00000${ec}`;

/** Cases that differ in nothing but what is given. */
export function refused<G extends Given>(refusal: Refusal, cases: Readonly<Record<string, G>>) {
  return Object.entries(cases).map(([name, given]) => [name, given, refusal] as const);
}
export function stored<G extends Given>(cases: Readonly<Record<string, G>>, expected: Stored = {}) {
  return Object.entries(cases).map(([name, given]) => [name, given, expected] as const);
}
/** Cases that differ in one thing of what is given. */
export function each<T>(given: (value: T) => Given, cases: Readonly<Record<string, T>>) {
  return Object.fromEntries(Object.entries(cases).map(([name, value]) => [name, given(value)]));
}

export const MIB = 1024 * 1024;
export const ANONYMOUS = { policy: undefined, Signature: undefined, OSSAccessKeyId: undefined };
export const withFields = (fields: FieldValues): Given => ({ fields });
export const withKey = (key: string) => withFields({ key });
export const withField = (name: string, value: string): Given => ({ more: [[name, value]] });
export const withPolicy = (text: string): Given => ({ policy: btoa(text) });
/** A condition besides the one for the key, and what the form has for it. */
export const when = (condition: unknown, fields: FieldValues = {}): Given => ({
  conditions: [ANY_KEY, condition],
  fields,
});
export const tampered = (change: (policy: string) => string): Given => ({
  tamper: ({ policy }) => ({ policy: change(policy) }),
});
export const tag = (value: string | undefined) => ({ 'x-oss-meta-tag': value });
export const range = (...bounds: readonly unknown[]) => ['content-length-range', ...bounds];
/** A file of so many bytes, where from `least` to `most` are allowed. */
export const sized = (bytes: number, ...bounds: readonly number[]): Given => ({
  conditions: bounds.length === 0 ? [ANY_KEY] : [ANY_KEY, range(...bounds)],
  file: { bytes: new Uint8Array(bytes).fill(7) },
});
export const values = (count: number, length: number): Fields =>
  Array.from({ length: count }, (_, i) => [`n${i}`, 'v'.repeat(length)]);

export async function formOf(given: Given): Promise<Form> {
  const expiresAt = new Date(NOW + (given.expiresInMs ?? 60_000));
  const policy = given.policy ?? encodePolicy(expiresAt, given.conditions ?? [ANY_KEY]);
  const signed: SignedFields = {
    key: KEY,
    policy,
    OSSAccessKeyId: SAMPLE_CREDENTIALS.accessKeyId,
    Signature: await signPolicy(given.secret ?? SAMPLE_CREDENTIALS.accessKeySecret, policy),
  };
  const fields = { ...signed, ...given.fields, ...given.tamper?.(signed) };
  const set = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  const { file = {} } = given;
  return {
    fields: [...set, ...(given.more ?? [])],
    file:
      file === 'none'
        ? undefined
        : { fileName: file.name ?? 'a.bin', bytes: Buffer.from(file.bytes ?? BYTES) },
  };
}
