import {
  FIELD_NAME_MAX_BYTES,
  FIELD_VALUE_MAX_BYTES,
  FIELDS_MAX_BYTES,
  USER_META_MAX_BYTES,
} from '../../contract/limits.ts';
import { FORM_NAMES, type ObjectStorage } from '../../contract/post-form.ts';
import { OssRefusal } from './oss-refusal.ts';
import { readSignedForm, type SignedForm } from './signed-form.ts';

/** The fields of a PostObject form, understood. Names are compared without case, as OSS's API page says. */
export type FormFields = {
  readonly byName: ReadonlyMap<string, string>;
  readonly key: string;
  readonly signed: SignedForm;
  readonly overwrite: boolean;
  /** What the object keeps: by lower-case header name. */
  readonly objectHeaders: Readonly<Record<string, string>>;
  readonly success:
    | { readonly kind: 'status'; readonly status: 200 | 201 | 204 }
    | { readonly kind: 'redirect'; readonly url: URL };
};

const KEPT = new Set(['cache-control', 'content-disposition', 'content-encoding', 'expires']);
const ALLOWED_VALUES: ReadonlyMap<string, readonly string[]> = new Map([
  ['x-oss-object-acl', ['default', 'private', 'public-read', 'public-read-write']],
  ['x-oss-storage-class', ['Standard', 'IA', 'Archive', 'ColdArchive']],
  ['x-oss-forbid-overwrite', ['true', 'false']],
]);
const utf8 = new TextEncoder();

/** @throws OssRefusal naming the first field that is missing, too long or not allowed. */
export function readFields(
  fields: readonly (readonly [string, string])[],
  storage: ObjectStorage,
): FormFields {
  refuseTooLong(fields);
  const byName = new Map<string, string>();
  for (const [name, value] of fields) {
    if (hasLoneSurrogate(name) || hasLoneSurrogate(value)) {
      throw invalid('A field is not well-formed Unicode: it has half of a surrogate pair.');
    }
    // A repeated field would let the checked value differ from the used one.
    if (byName.has(name.toLowerCase())) throw invalid(`The field '${name}' is given twice.`);
    byName.set(name.toLowerCase(), value);
  }
  const key = byName.get('key');
  if (key === undefined) {
    throw invalid(
      "Bucket POST must contain a field named 'key'. If it is specified, please check the order of the fields.",
    );
  }
  refuseUnsupported(byName);
  return {
    byName,
    key,
    signed: readSignedForm(byName, storage),
    overwrite: byName.get('x-oss-forbid-overwrite') !== 'true',
    objectHeaders: objectHeaders(byName, `${FORM_NAMES[storage].own}meta-`),
    success: successAnswer(byName),
  };
}

function refuseTooLong(fields: readonly (readonly [string, string])[]): void {
  let total = 0;
  for (const [name, value] of fields) {
    const bytes = utf8.encode(value).byteLength;
    total += bytes;
    if (utf8.encode(name).byteLength > FIELD_NAME_MAX_BYTES || bytes > FIELD_VALUE_MAX_BYTES) {
      throw new OssRefusal('FieldItemTooLong', 'Your post field items are too long.');
    }
  }
  if (total > FIELDS_MAX_BYTES) {
    throw new OssRefusal(
      'MaxPOSTPreDataLengthExceededError',
      'Your POST request fields preceding the upload file were too large.',
    );
  }
}

function refuseUnsupported(byName: ReadonlyMap<string, string>): void {
  for (const [name, allowed] of ALLOWED_VALUES) {
    const value = byName.get(name);
    if (value !== undefined && !allowed.includes(value)) {
      throw invalid(`The value of '${name}' must be one of ${allowed.join(', ')}.`);
    }
  }
  const encryption = byName.get('x-oss-server-side-encryption');
  if (encryption !== undefined && encryption !== 'AES256' && encryption !== 'KMS') {
    throw new OssRefusal(
      'InvalidEncryptionAlgorithmError',
      'The encryption algorithm specified is not valid.',
    );
  }
  if (byName.has('x-oss-tagging')) throw invalid("'x-oss-tagging' is not supported in PostObject.");
  // Answering as if a callback had been made would be a lie.
  if (byName.has('callback')) {
    throw new OssRefusal('NotImplemented', 'This store makes no callbacks.');
  }
}

function objectHeaders(
  byName: ReadonlyMap<string, string>,
  prefix: string,
): Readonly<Record<string, string>> {
  const meta = [...byName].filter(([name]) => name.startsWith(prefix));
  const bytes = meta.reduce((sum, pair) => sum + utf8.encode(pair.join('')).byteLength, 0);
  if (bytes > USER_META_MAX_BYTES) {
    throw invalid('Your metadata headers exceed the maximum allowed metadata size.');
  }
  const kept = [...byName].filter(([name]) => KEPT.has(name));
  for (const [name, value] of [...kept, ...meta]) {
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value) || !/^[a-z0-9-]+$/.test(name)) {
      throw invalid(`The value of '${name}' cannot be kept as a header.`);
    }
  }
  return Object.fromEntries([...kept, ...meta]);
}

function successAnswer(byName: ReadonlyMap<string, string>): FormFields['success'] {
  const redirect = byName.get('success_action_redirect');
  if (redirect) {
    if (!/^https?:\/\//i.test(redirect) || !URL.canParse(redirect)) {
      throw invalid("'success_action_redirect' must be an http or https address.");
    }
    return { kind: 'redirect', url: new URL(redirect) };
  }
  const status = byName.get('success_action_status');
  // Missing or anything else means 204.
  return { kind: 'status', status: status === '200' ? 200 : status === '201' ? 201 : 204 };
}

/** No address can hold one, and no UTF-8; a part in UTF-16 brings it along. */
export function hasLoneSurrogate(text: string): boolean {
  return /\p{Surrogate}/u.test(text);
}

function invalid(message: string, ec?: string): OssRefusal {
  return new OssRefusal('InvalidArgument', message, ec);
}
