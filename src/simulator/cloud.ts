import { createCrc64 as createPlainCrc64 } from '../contract/crc64.ts';
import { TICKET_LIFE_S } from '../contract/limits.ts';
import type { Credentials } from '../contract/platform-call.ts';
import type { Dialect } from '../contract/dialect.ts';
import type { DigestBytes } from './platform/create-firmware.ts';
import { createIotPlatform } from './platform/iot-platform.ts';
import { createBucketService, type BucketService } from './bucket/bucket.ts';
import { memoryPackages, type PackageList } from './platform/package-list.ts';
import type { PostObjectRules } from './bucket/post-object.ts';
import { memoryStore, type ObjectStore } from './bucket/store.ts';

/**
 * The simulated cloud: the IoT platform that issues tickets and makes packages, and the bucket that takes the files, on one
 * origin. It runs in Node and in a browser, and verifies every signature, time stamp, nonce and policy.
 */
export type Cloud = {
  /** Everything but PostObject. */
  readonly fetch: (request: Request) => Promise<Response>;
  readonly postObject: BucketService['postObject'];
};

export type Operation =
  /** Of the platform: its parameters are in the query or in a URL-encoded body. */
  | 'rpc-call'
  | 'post-object'
  /** A form that was posted to something else than `/`. */
  | 'misplaced-form'
  /** GET or HEAD of an object, a CORS preflight, or what the bucket does not know. */
  | 'object-request';

/** What a request is, by its head alone: the platform and the bucket share one origin. */
export function operationOf(request: Pick<Request, 'method' | 'url' | 'headers'>): Operation {
  const { method, headers } = request;
  const { pathname, searchParams } = new URL(request.url);
  const type = (headers.get('content-type') ?? '').toLowerCase();
  const isPost = method === 'POST';
  if (isPost && type.startsWith('multipart/')) {
    return pathname === '/' ? 'post-object' : 'misplaced-form';
  }
  if (pathname !== '/' || (!isPost && method !== 'GET')) return 'object-request';
  if (searchParams.size > 0 || type.startsWith('application/x-www-form-urlencoded')) {
    return 'rpc-call';
  }
  return isPost ? 'post-object' : 'object-request';
}

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
  const service = createBucketService({
    store,
    createCrc64,
    credentials,
    bucket,
    now,
    expiry,
    overwrite,
    publicOrigin: options.origin,
    report,
  });
  return {
    fetch: (request) => (operationOf(request) === 'rpc-call' ? platform : service).fetch(request),
    postObject: service.postObject,
  };
}
