/**
 * Fields and headers whose values may be shown, in lower case. All others are masked: a platform may add a token under any name.
 * The policy is masked as well: with the signature it is the permission to write, and what it says is kept in its conditions.
 */
const HARMLESS_FIELDS: ReadonlySet<string> = new Set([
  'acl',
  'bucket',
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-type',
  'filesuffix',
  'firmwareurl',
  'host',
  'key',
  'objectstorage',
  'success_action_status',
  'utccreate',
  'x-amz-acl',
  'x-amz-algorithm',
  'x-amz-date',
  'x-amz-storage-class',
  'x-oss-content-type',
  'x-oss-date',
  'x-oss-forbid-overwrite',
  'x-oss-object-acl',
  'x-oss-signature-version',
  'x-oss-storage-class',
]);

const HARMLESS_HEADERS: ReadonlySet<string> = new Set([
  'accept-ranges',
  'access-control-allow-origin',
  'access-control-expose-headers',
  'cache-control',
  'connection',
  'content-encoding',
  'content-language',
  'content-length',
  'content-security-policy',
  'content-type',
  'cross-origin-embedder-policy',
  'cross-origin-opener-policy',
  'cross-origin-resource-policy',
  'date',
  'etag',
  'keep-alive',
  'last-modified',
  'permissions-policy',
  'referrer-policy',
  'retry-after',
  'server',
  'strict-transport-security',
  'transfer-encoding',
  'vary',
  'via',
  'x-amz-checksum-crc64nvme',
  'x-amz-checksum-sha256',
  'x-amz-checksum-type',
  'x-amz-id-2',
  'x-amz-request-id',
  'x-amz-server-side-encryption',
  'x-amz-version-id',
  'x-content-type-options',
  'x-frame-options',
  'x-oss-ec',
  'x-oss-hash-crc64ecma',
  'x-oss-object-type',
  'x-oss-request-id',
  'x-oss-server-time',
  'x-oss-storage-class',
  'x-oss-version-id',
  'x-ota-drop-build',
  'x-request-id',
]);

export function isHarmlessField(name: string): boolean {
  return HARMLESS_FIELDS.has(name.toLowerCase());
}

export function isHarmlessHeader(name: string): boolean {
  return HARMLESS_HEADERS.has(name.toLowerCase());
}
