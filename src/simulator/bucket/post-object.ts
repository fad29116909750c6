import type { Crc64 } from '../../contract/crc64.ts';
import { KEY_MAX_BYTES } from '../../contract/limits.ts';
import { findUnmetCondition, sizeRange, type PostPolicy } from '../../contract/post-policy.ts';
import { authorize, type AuthorizeRules } from './authorize.ts';
import { hasLoneSurrogate, readFields, type FormFields } from './form-fields.ts';
import { OssRefusal } from './oss-refusal.ts';
import type { ObjectDescription, ObjectStore } from './store.ts';

/** A PostObject request as it arrives: the fields that came before the file, in order, and the file as a stream. */
export type PostForm = {
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly file: PostedFile | undefined;
};

export type PostedFile = {
  readonly fileName: string;
  /** No more than this can come, in bytes, by the length that the request has announced. */
  readonly announcedBytes?: number;
  /** Ends only when the whole request has been read and was well formed; throws an OssRefusal otherwise. */
  readonly bytes: AsyncIterable<Uint8Array>;
};

export type PostedObject = { readonly fields: FormFields; readonly description: ObjectDescription };

export type PostObjectRules = AuthorizeRules & {
  readonly store: ObjectStore;
  /** For the bytes of one object. */
  readonly createCrc64: () => Crc64 | Promise<Crc64>;
  /** The same, of an MD5 in lower-case hex: what an S3 store has as ETag. OSS has no digest there. */
  readonly createMd5: (() => Md5) | undefined;
  readonly bucket: string;
  /**
   * OSS's pages disagree on when a policy's expiration counts. `at-start` judges it once the fields are read, `at-end` once
   * more when the last byte is in.
   */
  readonly expiry: 'at-start' | 'at-end';
  /** Whether a form may replace an object that is there: by what it says in `x-oss-forbid-overwrite`, or never. */
  readonly overwrite: 'as-asked' | 'never';
};

export type Md5 = { update(bytes: Uint8Array): void; hex(): string };

/**
 * PostObject, read top to bottom: the signature, the policy, then the bytes, and only then the object.
 * @throws OssRefusal with nothing stored.
 */
export async function postObject(rules: PostObjectRules, form: PostForm): Promise<PostedObject> {
  const fields = readFields(form.fields, rules.storage);
  const policy = await authorize(rules, fields);
  refuseIfExpired(rules, policy);
  refuseIfUnmet(rules, fields, policy);
  // After the policy: a page that lost a refusal on the way asks for it with a form without a file.
  if (form.file === undefined) {
    throw new OssRefusal(
      'IncorrectNumberOfFilesInPOSTRequest',
      'POST requires exactly one file upload per request.',
    );
  }
  const key = expandKey(fields.key, form.file.fileName);
  const mayOverwrite = rules.overwrite === 'as-asked' && fields.overwrite;
  // Before a gigabyte has been sent in vain; it counts again in the end, when another form may have been faster.
  if (!mayOverwrite && (await rules.store.find(key)) !== undefined) throw alreadyExists();
  const allowed = sizeRange(policy) ?? { min: 0, max: Number.MAX_SAFE_INTEGER };

  // What is more than allowed is refused as such, and never needs any room.
  const announced = form.file.announcedBytes ?? 0;
  const staged = await rules.store.stage(Math.min(announced, allowed.max));
  try {
    const crc = await rules.createCrc64();
    const md5 = rules.createMd5?.();
    let size = 0;
    for await (const chunk of form.file.bytes) {
      size += chunk.byteLength;
      if (size > allowed.max) throw tooLarge(allowed.max);
      crc.update(chunk);
      md5?.update(chunk);
      await staged.write(chunk);
    }
    if (size < allowed.min) throw tooSmall(allowed.min, size);
    if (rules.expiry === 'at-end') refuseIfExpired(rules, policy);
    const description = {
      key,
      size,
      crc64: crc.decimal(),
      etag: `"${md5?.hex() ?? crypto.randomUUID().replaceAll('-', '').toUpperCase()}"`,
      storedAt: new Date(rules.now()).toISOString(),
      headers: fields.objectHeaders,
    };
    if ((await staged.commit(description, mayOverwrite)) === 'exists') throw alreadyExists();
    return { fields, description };
  } finally {
    await staged.discard();
  }
}

function refuseIfExpired(rules: PostObjectRules, policy: PostPolicy): void {
  if (rules.now() <= policy.expiresAt) return;
  throw new OssRefusal(
    'AccessDenied',
    'Invalid according to Policy: Policy expired.',
    '0006-00000213',
  );
}

function refuseIfUnmet(rules: PostObjectRules, fields: FormFields, policy: PostPolicy): void {
  const unmet = findUnmetCondition(policy, new Map([...fields.byName, ['bucket', rules.bucket]]));
  if (unmet === undefined) return;
  throw new OssRefusal(
    'AccessDenied',
    `Invalid according to Policy: Policy Condition failed: ${unmet}`,
    '0006-00000227',
  );
}

/** `${filename}` stands for the file part's name; the policy has seen the key before this. */
function expandKey(key: string, fileName: string): string {
  const expanded = key.replaceAll('${filename}', () => fileName);
  const bytes = new TextEncoder().encode(expanded).byteLength;
  // No address leads to an object called `.` or `../..`: every client resolves it away.
  if (
    bytes === 0 ||
    bytes > KEY_MAX_BYTES ||
    /^(?:[/\\]|\.{1,2}$)/.test(expanded) ||
    hasLoneSurrogate(expanded)
  ) {
    throw new OssRefusal('InvalidObjectName', 'The specified object is not valid.');
  }
  return expanded;
}

function alreadyExists(): OssRefusal {
  return new OssRefusal(
    'FileAlreadyExists',
    'The object you specified already exists and can not be overwritten.',
  );
}

function tooLarge(max: number): OssRefusal {
  return new OssRefusal(
    'EntityTooLarge',
    `Your proposed upload exceeds the maximum allowed object size of ${max} bytes.`,
  );
}

function tooSmall(min: number, size: number): OssRefusal {
  return new OssRefusal(
    'EntityTooSmall',
    `Your proposed upload is smaller than the minimum allowed object size: ${size} of ${min} bytes.`,
  );
}
