import { OssRefusal } from '../simulator/bucket/oss-refusal.ts';
import type { RefusalName } from './refusal-name.ts';

const MESSAGES: Readonly<Record<RefusalName, string>> = {
  PolicyExpired: 'Invalid according to Policy: Policy expired.',
  AccessDenied: 'You have no right to access this object because of bucket acl.',
  SignatureDoesNotMatch:
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
  InvalidAccessKeyId: 'The OSS Access Key Id you provided does not exist in our records.',
  InvalidPolicyDocument: 'Invalid Policy: Invalid JSON.',
  EntityTooLarge: 'Your proposed upload exceeds the maximum allowed object size.',
  EntityTooSmall: 'Your proposed upload is smaller than the minimum allowed object size.',
  MalformedPOSTRequest: 'The body of your POST request is not well-formed multipart/form-data.',
  RequestTimeout: 'Your upload was not read from the connection within the time allowed.',
  SlowDown: 'Please reduce your request rate.',
  ServiceUnavailable: 'Thread pool is almost full, please retry later.',
  TotalQpsLimitExceeded: 'Max total qps limit is exceeded.',
  UploadTrafficRateLimitExceeded: 'Please reduce your upload request traffic.',
  InternalError: 'Please contact the server administrator.',
  FileAlreadyExists: 'The object you specified already exists and can not be overwritten.',
  NoSuchBucket: 'The specified bucket does not exist.',
  UserDisable: 'UserDisable',
};

export function scriptedRefusal(name: RefusalName, retryAfterS?: number): OssRefusal {
  return new OssRefusal(
    name === 'PolicyExpired' ? 'AccessDenied' : name,
    MESSAGES[name],
    name === 'PolicyExpired' ? '0006-00000213' : undefined,
    retryAfterS === undefined ? {} : { 'retry-after': String(retryAfterS) },
  );
}
