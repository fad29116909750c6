import { createCrc64 as createPlainCrc64 } from '../contract/crc64.ts';
import { TICKET_LIFE_S } from '../contract/limits.ts';
import type { Credentials } from '../contract/platform-call.ts';
import type { Dialect } from '../contract/dialect.ts';
import type { DigestBytes } from './platform/create-firmware.ts';
import { createIotPlatform } from './platform/iot-platform.ts';
import { createBucketService, type BucketService, type RequestHead } from './bucket/bucket.ts';
import type { OssRefusal } from './bucket/oss-refusal.ts';
import { memoryPackages, type PackageList } from './platform/package-list.ts';
import type { PostForm, PostObjectRules } from './bucket/post-object.ts';
import { memoryStore, type ObjectStore } from './bucket/store.ts';

/**
 * The cloud that is not there: the IoT platform that issues tickets and makes packages, and the bucket that takes the files, on one origin.
 * It runs in Node and in a browser and believes nothing: every signature, time stamp, nonce and policy is verified.
 */
export type Cloud = {
  /** The platform's RPC calls, and everything of the bucket that has no body. */
  fetch(request: Request): Promise<Response>;
  /** The bucket's PostObject, whose file is a stream; a parser that failed passes its refusal instead of a form. */
  postObject(head: RequestHead, form: PostForm | OssRefusal): Promise<Response>;
};

export type CloudOptions = {
  readonly dialect?: Dialect;
  readonly store?: ObjectStore;
  /** The account's OTA packages. */
  readonly packages?: PackageList;
  /** Without it the digests that callers give for a file are not verified. */
  readonly digestBytes?: DigestBytes;
  /** Plain code unless told: it runs in a page, whose policy need not allow WebAssembly. */
  readonly createCrc64?: PostObjectRules['createCrc64'];
  /** One key pair for the platform and the bucket. */
  readonly credentials?: Credentials;
  /** Where browsers reach the bucket: an origin. */
  readonly origin?: string;
  readonly bucket?: string;
  readonly ticketLifeMs?: number;
  readonly expiry?: 'at-start' | 'at-end';
  /** What OSS leaves to each form (`x-oss-forbid-overwrite`), or never: then a key that exists is `FileAlreadyExists`. */
  readonly overwrite?: PostObjectRules['overwrite'];
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** Hears of the store's own mistakes: a disk that cannot be read, for example. */
  readonly report?: (error: unknown) => void;
  /** Tests put scripted trouble here, between the bucket and whoever asks it. */
  readonly trouble?: ((bucket: BucketService) => BucketService) | undefined;
};

/** A key pair for tests and demos. A server that others can reach makes up its own. */
export const SAMPLE_CREDENTIALS: Credentials = {
  accessKeyId: 'embedded-key-id',
  accessKeySecret: 'embedded-key-secret',
};

export function createCloud(options: CloudOptions = {}): Cloud {
  const {
    dialect = 'tuya',
    store = memoryStore(),
    packages = memoryPackages(),
    createCrc64 = createPlainCrc64,
    digestBytes,
    credentials = SAMPLE_CREDENTIALS,
    origin = 'http://127.0.0.1:8081',
    bucket = 'ota-drop',
    ticketLifeMs = TICKET_LIFE_S * 1000,
    expiry = 'at-start',
    overwrite = 'as-asked',
    now = Date.now,
    report = () => {},
    trouble = (bucket) => bucket,
  } = options;
  const platform = createIotPlatform({
    dialect,
    credentials,
    storeOrigin: origin,
    ticketLifeMs,
    store,
    packages,
    digestBytes,
    now,
  });
  const rules = {
    store,
    createCrc64,
    credentials,
    bucket,
    now,
    expiry,
    overwrite,
    publicOrigin: options.origin,
    report,
  };
  const service = trouble(createBucketService(rules));
  return {
    fetch: (request) => (isRpc(request) ? platform : service).fetch(request),
    postObject: (head, form) => service.postObject(head, form),
  };
}

/** The two share the root path: an RPC call has its parameters in the query or in a URL-encoded body. */
function isRpc(request: Request): boolean {
  const { pathname, searchParams } = new URL(request.url);
  if (pathname !== '/' || (request.method !== 'GET' && request.method !== 'POST')) return false;
  const type = (request.headers.get('content-type') ?? '').toLowerCase();
  return searchParams.size > 0 || type.startsWith('application/x-www-form-urlencoded');
}
