import { isObjectStorage, type ObjectStorage } from '../../contract/post-form.ts';
import type { Ticket } from '../../contract/ticket.ts';

/** What a bucket has to allow, in the words of its store. */

/** What the page reads of the head of an answer. */
const READ_HEADERS: Readonly<Record<ObjectStorage, readonly string[]>> = {
  OSS: ['x-oss-hash-crc64ecma', 'x-oss-request-id'],
  S3: ['ETag', 'x-amz-request-id'],
};

function storageOf({ objectStorage }: Ticket): ObjectStorage {
  return isObjectStorage(objectStorage) ? objectStorage : 'OSS';
}

/** Of what the page reads, what the answer does not expose. */
export function hiddenHeaders(ticket: Ticket, exposed: string | undefined): readonly string[] {
  const names = new Set((exposed ?? '').toLowerCase().split(/\s*,\s*/));
  return READ_HEADERS[storageOf(ticket)].filter(
    (name) => !names.has(name.toLowerCase()) && !names.has('*'),
  );
}

export function corsRule(ticket: Ticket, origin: string): string {
  const exposed = READ_HEADERS[storageOf(ticket)].map(
    (name) => `  <ExposeHeader>${name}</ExposeHeader>\n`,
  );
  return `<CORSRule>
  <AllowedOrigin>${origin}</AllowedOrigin>
  <AllowedMethod>POST</AllowedMethod>
  <AllowedHeader>*</AllowedHeader>
${exposed.join('')}</CORSRule>`;
}

/** For whom it is and what it allows: a policy to paste. @param isSigned whether this server asks with its own key */
export function readRule(
  ticket: Ticket,
  isSigned: boolean,
): { readonly mend: string; readonly paste: string } {
  const folder = ticket.key.slice(0, ticket.key.lastIndexOf('/') + 1);
  switch (storageOf(ticket)) {
    case 'OSS': {
      const Resource = [`acs:oss:*:*:*/${folder}*`];
      const allow = { Effect: 'Allow', Action: ['oss:GetObject'], Resource };
      const anyone = {
        Principal: ['*'],
        Condition: { IpAddress: { 'acs:SourceIp': ['203.0.113.7'] } },
      };
      return isSigned
        ? {
            mend: 'Let the user of the key read these files:',
            paste: JSON.stringify({ Version: '1', Statement: [allow] }),
          }
        : {
            mend: 'Allow reading of these files, in the bucket’s policy, to the address of this server:',
            paste: JSON.stringify({ Version: '1', Statement: [{ ...allow, ...anyone }] }),
          };
    }
    case 'S3': {
      const bucket = bucketIn(ticket);
      const Statement = [
        {
          Effect: 'Allow',
          Action: ['s3:GetObject'],
          Resource: [`arn:aws:s3:::${bucket}/${folder}*`],
        },
        { Effect: 'Allow', Action: ['s3:ListBucket'], Resource: [`arn:aws:s3:::${bucket}`] },
      ];
      return {
        mend: 'Let the user of the key read these files, and list them: without that the store says of a file that is not there that it is forbidden.',
        paste: JSON.stringify({ Version: '2012-10-17', Statement }),
      };
    }
  }
}

function bucketIn({ host }: Ticket): string {
  const { hostname, pathname } = new URL(host);
  return pathname === '/' ? (hostname.split('.')[0] ?? '') : pathname.slice(1);
}
