import { getObject } from './get-object.ts';
import { OssRefusal, StoreFullError } from './oss-refusal.ts';
import {
  postObject,
  type PostForm,
  type PostedObject,
  type PostObjectRules,
} from './post-object.ts';
import { xmlDocument } from '../xml/xml.ts';

/** One bucket over HTTP: PostObject, HEAD, GET with a range, and the CORS rule a bucket owner would set for uploads. */
export type BucketService = {
  /** Everything but PostObject, which has a body that is never held whole. */
  fetch(request: Request): Promise<Response>;
  /** @param head what the answer needs of the request */
  readonly postObject: (head: RequestHead, form: PostForm) => Promise<Response>;
};

export type RequestHead = { readonly url: string; readonly origin: string | null };

/** What a page may read of an answer. OSS takes no wildcard here. */
const EXPOSED =
  'ETag, x-oss-request-id, x-oss-hash-crc64ecma, x-oss-version-id, x-oss-ec, Retry-After';
/** A page uploads; what is stored is fetched by devices, and no page of another origin may read it. */
const ALLOWED_METHOD = 'POST';

/** For every answer that does not say otherwise. No resource policy: a page asks by `no-cors` whether the store is there. */
const CLOSED = [
  ['content-security-policy', "default-src 'none'; frame-ancestors 'none'; sandbox"],
  ['referrer-policy', 'no-referrer'],
  ['x-content-type-options', 'nosniff'],
  ['x-frame-options', 'DENY'],
] as const;
const NOT_KEPT = { 'cache-control': 'no-store' };

export type BucketRules = PostObjectRules & {
  /** Where others reach this bucket, if that is not where a request has come to. */
  readonly publicOrigin: string | undefined;
  /** Hears of what is neither a refusal nor a full store, before the client is told `InternalError`. */
  readonly report: (error: unknown) => void;
};

export function createBucketService(rules: BucketRules): BucketService {
  return {
    async fetch(request) {
      const origin = request.method === 'POST' ? request.headers.get('origin') : null;
      const head = { url: request.url, origin };
      const response = await answer(rules, head, async () => {
        switch (request.method) {
          case 'OPTIONS':
            return preflight(request);
          case 'GET':
          case 'HEAD':
            return getObject(rules.store, request);
          case 'POST':
            throw noPostObject(request);
          default:
            throw new OssRefusal(
              'MethodNotAllowed',
              'The specified method is not allowed against this resource.',
              undefined,
              { allow: 'GET, HEAD, OPTIONS, POST' },
            );
        }
      });
      // A refusal has a body, the answer to HEAD has none.
      return request.method === 'HEAD' ? new Response(null, response) : response;
    },

    postObject: (head, form) =>
      answer(rules, head, async () => accepted(head, rules, await postObject(rules, form))),
  };
}

async function answer(
  { report }: BucketRules,
  head: RequestHead,
  respond: () => Promise<Response>,
): Promise<Response> {
  try {
    return withCommonHeaders(head, newRequestId(), await respond());
  } catch (error) {
    return refusalAnswer(head, asRefusal(error, report));
  }
}

/** The bucket's answer to a request that it refuses, also for a server that could not read its body. */
export function refusalAnswer(head: RequestHead, refusal: OssRefusal): Response {
  const requestId = newRequestId();
  const body = xmlDocument('Error', {
    Code: refusal.code,
    Message: refusal.message,
    RequestId: requestId,
    HostId: new URL(head.url).host,
    EC: refusal.ec,
  });
  const response = new Response(body, {
    status: refusal.status,
    headers: {
      ...NOT_KEPT,
      ...refusal.headers,
      'content-type': 'application/xml',
      'x-oss-ec': refusal.ec,
    },
  });
  return withCommonHeaders(head, requestId, response);
}

/**
 * Every answer carries a request id and shows itself in no browser. What answers a POST, a refusal included, carries the
 * CORS headers as well: the page that sent it could not read it otherwise.
 */
function withCommonHeaders(
  { origin }: RequestHead,
  requestId: string,
  response: Response,
): Response {
  response.headers.set('server', 'AliyunOSS');
  response.headers.set('x-oss-request-id', requestId);
  for (const [name, value] of CLOSED) {
    if (!response.headers.has(name)) response.headers.set(name, value);
  }
  if (origin !== null && !response.headers.has('access-control-allow-origin')) {
    response.headers.set('access-control-allow-origin', '*');
    response.headers.set('access-control-expose-headers', EXPOSED);
  }
  return response;
}

function newRequestId(): string {
  return crypto.randomUUID().replaceAll('-', '').slice(0, 24).toUpperCase();
}

function noPostObject({ headers }: Request): OssRefusal {
  const isForm = headers.get('content-type')?.toLowerCase().startsWith('multipart/') ?? false;
  return isForm
    ? new OssRefusal(
        'MethodNotAllowed',
        "A form is posted to '/', whatever its file is to be called: that says its field 'key'. Nothing of this one was kept.",
        undefined,
        { allow: 'GET, HEAD, OPTIONS' },
      )
    : new OssRefusal(
        'RequestIsNotMultiPartContent',
        'Bucket POST must be of the enclosure-type multipart/form-data.',
      );
}

function asRefusal(error: unknown, report: (error: unknown) => void): OssRefusal {
  if (error instanceof OssRefusal) return error;
  if (error instanceof StoreFullError) {
    return new OssRefusal('InsufficientStorage', fullSentence(error));
  }
  report(error);
  return new OssRefusal(
    'InternalError',
    'The store could not write or read the object. Nothing of this request was kept.',
  );
}

/** Only a verified form gets this far, so the room that is left is not told to others. */
function fullSentence({ room }: StoreFullError): string {
  const what =
    room === undefined
      ? 'This store is full.'
      : `This store has room for ${inBytes(room.free)}, and this upload needs ${inBytes(room.needed)}.`;
  return `${what} Nothing of this upload was kept; free some space and upload again.`;
}

function inBytes(count: number): string {
  return `${count.toLocaleString('en-US')} bytes`;
}

function accepted(
  head: RequestHead,
  { bucket, publicOrigin = head.url }: BucketRules,
  { fields, description }: PostedObject,
): Response {
  const headers = new Headers({
    ...NOT_KEPT,
    etag: description.etag,
    'x-oss-hash-crc64ecma': description.crc64,
  });
  const encryption = fields.byName.get('x-oss-server-side-encryption');
  if (encryption !== undefined) headers.set('x-oss-server-side-encryption', encryption);
  if (fields.success.kind === 'redirect') {
    const url = new URL(fields.success.url);
    url.searchParams.append('bucket', bucket);
    url.searchParams.append('key', description.key);
    url.searchParams.append('etag', description.etag);
    headers.set('location', url.href);
    return new Response(null, { status: 303, headers });
  }
  if (fields.success.status !== 201) {
    return new Response(null, { status: fields.success.status, headers });
  }
  headers.set('content-type', 'application/xml');
  const location = new URL(encodeKey(description.key), publicOrigin).href;
  headers.set('location', location);
  const body = xmlDocument('PostResponse', {
    Bucket: bucket,
    ETag: description.etag,
    Key: description.key,
    Location: location,
  });
  return new Response(body, { status: 201, headers });
}

function preflight(request: Request): Response {
  const method = request.headers.get('access-control-request-method');
  if (request.headers.get('origin') === null || method === null) {
    throw new OssRefusal(
      'InvalidRequest',
      'Insufficient information. Origin and Access-Control-Request-Method are needed.',
    );
  }
  if (method !== ALLOWED_METHOD) {
    throw new OssRefusal(
      'AccessForbidden',
      'CORSResponse: This CORS request is not allowed. No rule of this bucket allows the method.',
    );
  }
  return new Response(null, {
    status: 200,
    headers: {
      'access-control-allow-origin': '*',
      'access-control-allow-methods': ALLOWED_METHOD,
      'access-control-allow-headers': request.headers.get('access-control-request-headers') ?? '*',
      'access-control-expose-headers': EXPOSED,
      'access-control-max-age': '600',
    },
  });
}

function encodeKey(key: string): string {
  const encoded = encodeURIComponent(key);
  // A URL resolves dot segments away, unless their slashes are encoded as well.
  const hasDotSegment = key.split('/').some((segment) => segment === '.' || segment === '..');
  return `/${hasDotSegment ? encoded : encoded.replaceAll('%2F', '/')}`;
}
