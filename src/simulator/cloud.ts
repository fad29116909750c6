import { createCrc64 as createPlainCrc64 } from '../contract/crc64.ts';
import { TICKET_LIFE_S } from '../contract/limits.ts';
import type { Credentials } from '../contract/platform-call.ts';
import type { DigestBytes } from './platform/create-firmware.ts';
import {
  createIotPlatform,
  type IotPlatform,
  type PlatformRules,
} from './platform/iot-platform.ts';
import { createBucketService, type BucketRules, type BucketService } from './bucket/bucket.ts';
import { speakingS3 } from './bucket/s3-answer.ts';
import { memoryPackages } from './platform/package-list.ts';
import type { PostObjectRules } from './bucket/post-object.ts';
import { memoryStore } from './bucket/store.ts';

/**
 * The simulated cloud: the IoT platform that issues tickets and makes packages, and the bucket that takes the files, on one
 * origin. It runs in Node and in a browser, and verifies every signature, time stamp, nonce and policy.
 */
export type Cloud = {
  /** Everything but PostObject. */
  readonly fetch: (request: Request) => Promise<Response>;
  readonly postObject: BucketService['postObject'];
  /** The platform without HTTP, for callers in the same process; missing where something happens to requests on their way. */
  readonly callPlatform?: IotPlatform['call'] | undefined;
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

export type CloudOptions = Partial<
  // One key pair, one clock and one store for both.
  Pick<
    PostObjectRules,
    | 'store'
    | 'createCrc64'
    | 'createMd5'
    | 'credentials'
    | 'bucket'
    | 'expiry'
    | 'overwrite'
    | 'storage'
  > &
    Pick<BucketRules, 'now' | 'report'> &
    Pick<PlatformRules, 'dialect' | 'packages' | 'ticketLifeMs'>
> & {
  /** Without it the digests that callers give for a file are not verified. */
  readonly digestBytes?: DigestBytes;
  /** Where browsers reach the bucket. */
  readonly origin?: string;
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
    // Plain code: it also runs in a page, whose policy need not allow WebAssembly.
    createCrc64 = createPlainCrc64,
    createMd5,
    digestBytes,
    storage = 'OSS',
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
  const ossService = createBucketService({
    store,
    createCrc64,
    createMd5,
    credentials,
    storage,
    bucket,
    now,
    expiry,
    overwrite,
    publicOrigin: options.origin,
    report,
  });
  const service = storage === 'OSS' ? ossService : speakingS3(ossService);
  return {
    fetch: (request) => (operationOf(request) === 'rpc-call' ? platform : service).fetch(request),
    postObject: service.postObject,
    callPlatform: (call) => platform.call(call),
  };
}
