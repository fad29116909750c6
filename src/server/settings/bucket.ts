import type { BucketAccess, BucketCredentials } from '../../contract/bucket/bucket-access.ts';
import type { Credentials } from '../../contract/platform-call.ts';
import type { ObjectStorage } from '../../contract/post-form.ts';
import { isAddress, regionIn, usualStyle } from './bucket-defaults.ts';
import { readCredentials, readKey } from './credentials.ts';
import { freshKey } from './fresh-key.ts';
import type { SettingReader } from './setting-reader.ts';

export type OwnBucketSettings = {
  readonly kind: 'bucket';
  readonly access: BucketAccess;
  /** What every key begins with. */
  readonly prefix: string;
  readonly ticketLifeMs: number;
};

/** Undefined when something is missing or does not go together; a line says what. */
export function readBucket(
  reader: SettingReader,
  credentials: Credentials | undefined,
): OwnBucketSettings | undefined {
  const bucket = required(reader, 'BUCKET', 'the name of the bucket, for example my-firmware');
  const endpoint = required(
    reader,
    'BUCKET_ENDPOINT',
    'the origin of its store, for example https://s3.eu-central-1.amazonaws.com',
  );
  if (credentials === undefined && !reader.mistakes.some((line) => line.startsWith('ACCESS_KEY'))) {
    reader.complain(
      'ACCESS_KEY_ID and ACCESS_KEY_SECRET are missing: CLOUD=bucket signs its tickets with them; set both, or name files with ACCESS_KEY_ID_FILE and ACCESS_KEY_SECRET_FILE, for example ACCESS_KEY_SECRET_FILE=/run/secrets/access_key_secret.',
    );
  }
  const securityToken = readKey(reader, 'SECURITY_TOKEN');
  const storage = reader.read('BUCKET_STORE');
  const prefix = reader.read('BUCKET_PREFIX');
  const ticketLifeMs = reader.read('TICKET_LIFE_S');
  const signature = readSignature(reader, storage);
  const givenRegion = reader.read('BUCKET_REGION');
  const givenStyle = reader.read('BUCKET_STYLE');
  if (bucket === undefined || endpoint === undefined || credentials === undefined) return undefined;

  const { hostname } = new URL(endpoint);
  const style = givenStyle ?? usualStyle(storage, hostname);
  const region = givenRegion ?? regionIn(hostname) ?? (storage === 'S3' ? 'us-east-1' : undefined);
  if (hostname.startsWith(`${bucket}.`)) {
    reader.complain(
      `${reader.show('BUCKET_ENDPOINT')}: the bucket's name is in it already, and is put there by BUCKET; the origin without it is expected, for example https://${hostname.slice(bucket.length + 1)}.`,
    );
  } else if (style === 'path' && storage === 'OSS') {
    reader.complain(
      `${reader.show('BUCKET_STYLE')}: OSS takes the bucket in the host name alone, and virtual-host is expected, for example BUCKET_STYLE=virtual-host.`,
    );
  } else if (style === 'virtual-host' && isAddress(hostname)) {
    reader.complain(
      `${reader.show('BUCKET_ENDPOINT')}: the bucket's name cannot stand before an address; a host name, or the other style, is expected, for example BUCKET_STYLE=path.`,
    );
  }
  if (region === undefined && reader.text('BUCKET_REGION') === undefined) {
    reader.complain(
      `BUCKET_REGION is missing: ${hostname} does not say it, and OSS wants it signed, for example BUCKET_REGION=cn-hangzhou.`,
    );
  }
  complainOfLentKey(reader, credentials, securityToken);
  if (region === undefined || signature === undefined) return undefined;
  const key = keyOf(reader, { ...credentials, securityToken });
  return {
    kind: 'bucket',
    access: {
      storage,
      endpoint,
      bucket,
      style,
      region,
      signature,
      get credentials() {
        return key();
      },
    },
    prefix,
    ticketLifeMs,
  };
}

/** Read anew when one of its files changes: a key that was lent is exchanged while the server runs. */
function keyOf(reader: SettingReader, first: BucketCredentials): () => BucketCredentials {
  const paths = (['ACCESS_KEY_ID_FILE', 'ACCESS_KEY_SECRET_FILE', 'SECURITY_TOKEN_FILE'] as const)
    .map((name) => reader.text(name))
    .filter((path) => path !== undefined);
  return freshKey(paths, first, () => {
    const credentials = readCredentials(reader);
    return credentials && { ...credentials, securityToken: readKey(reader, 'SECURITY_TOKEN') };
  });
}

/** An operator who names a bucket wants it used. */
export function complainOfUnusedBucket(reader: SettingReader, cloud: string): void {
  if (reader.text('BUCKET') === undefined) return;
  reader.complain(
    `${reader.show('BUCKET')}: it is used with CLOUD=bucket alone, and CLOUD is ${cloud}; one of the two is expected, for example CLOUD=bucket.`,
  );
}

function required(
  reader: SettingReader,
  name: 'BUCKET' | 'BUCKET_ENDPOINT',
  what: string,
): string | undefined {
  const value = reader.read(name);
  if (reader.text(name) === undefined) {
    reader.complain(`${name} is missing: CLOUD=bucket needs ${what}.`);
  }
  return value;
}

function readSignature(reader: SettingReader, storage: ObjectStorage) {
  const version = reader.read('BUCKET_SIGNATURE');
  if (version === '4') return 'scoped';
  const older = { OSS: '1', S3: '2' }[storage];
  if (version === older) return 'plain';
  reader.complain(
    `${reader.show('BUCKET_SIGNATURE')}: a store that speaks ${storage} has no such version; 4 or ${older} is expected, for example BUCKET_SIGNATURE=4.`,
  );
  return undefined;
}

/** Such a key is refused by every store when its token is not sent along. */
function complainOfLentKey(
  reader: SettingReader,
  { accessKeyId }: Credentials,
  token: string | undefined,
): void {
  const isLent = /^(STS\.|ASIA[A-Z0-9]{12,}$)/.test(accessKeyId);
  if (!isLent || token !== undefined || reader.text('SECURITY_TOKEN_FILE') !== undefined) return;
  reader.complain(
    'SECURITY_TOKEN is missing: the key id is one that was lent for a while, and the token that came with it is expected, for example SECURITY_TOKEN_FILE=/run/secrets/security_token.',
  );
}
