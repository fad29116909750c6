import { isFileSuffix } from '../../contract/file-suffix.ts';
import { FIRMWARE_MAX_BYTES } from '../../contract/limits.ts';
import type { Credentials } from '../../contract/platform-call.ts';
import { encodePolicy, signPolicy } from '../../contract/post-policy.ts';
import type { RpcParameters } from '../../contract/rpc-signature.ts';
import { PlatformRefusal } from './platform-answer.ts';

export type TicketRules = {
  readonly credentials: Credentials;
  /** Origin where browsers reach the bucket. */
  readonly storeOrigin: string;
  readonly ticketLifeMs: number;
  readonly now: () => number;
};

const KEY_PREFIX = 'ota/firmware/';

/** `GenerateOTAUploadURL`: a ticket for the bucket. @throws PlatformRefusal */
export async function issueTicket(rules: TicketRules, parameters: RpcParameters) {
  // The English page prints `Bin`, the samples `bin`: both are taken, lower case is used.
  const fileSuffix = (parameters['FileSuffix'] ?? 'bin').toLowerCase();
  if (!isFileSuffix(fileSuffix)) {
    throw new PlatformRefusal(
      'iot.common.InvalidFormattedParameter',
      200,
      'Parameter FileSuffix is not one of bin, dav, apk, tar, gz, tar.gz, zip, gzip.',
    );
  }
  const key = `${KEY_PREFIX}${crypto.randomUUID()}.${fileSuffix}`;
  const created = rules.now();
  const policy = encodePolicy(new Date(created + rules.ticketLifeMs), [
    ['content-length-range', 0, FIRMWARE_MAX_BYTES],
    ['starts-with', '$key', KEY_PREFIX],
  ]);
  return {
    firmwareUrl: `${rules.storeOrigin}/${key}`,
    host: rules.storeOrigin,
    key,
    OSSAccessKeyId: rules.credentials.accessKeyId,
    objectStorage: 'OSS',
    policy,
    signature: await signPolicy(rules.credentials.accessKeySecret, policy),
    utcCreate: new Date(created).toISOString(),
  };
}
