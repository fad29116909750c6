/** What a fault can have the store refuse an upload with, whatever the form deserves: codes of OSS, and one that needs more. */
export const REFUSAL_NAMES = [
  'PolicyExpired',
  'AccessDenied',
  'SignatureDoesNotMatch',
  'InvalidAccessKeyId',
  'InvalidPolicyDocument',
  'EntityTooLarge',
  'EntityTooSmall',
  'MalformedPOSTRequest',
  'RequestTimeout',
  'SlowDown',
  'ServiceUnavailable',
  'TotalQpsLimitExceeded',
  'UploadTrafficRateLimitExceeded',
  'InternalError',
  'FileAlreadyExists',
  'NoSuchBucket',
  'UserDisable',
] as const;

export type RefusalName = (typeof REFUSAL_NAMES)[number];
