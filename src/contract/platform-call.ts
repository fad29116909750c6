import type { FileSuffix } from './file-suffix.ts';
import type { Dialect } from './platform.ts';
import { percentEncode, signRpc, type RpcParameters } from './rpc-signature.ts';

/** The key pair of the account that owns the bucket. Lives on a server, never in a browser. */
export type Credentials = { readonly accessKeyId: string; readonly accessKeySecret: string };

/** Whom to call and as whom. `endpoint` is an origin; the RPC path is always `/`. */
export type PlatformAccess = {
  readonly dialect: Dialect;
  readonly endpoint: string;
  readonly credentials: Credentials;
  readonly iotInstanceId?: string | undefined;
  readonly regionId?: string | undefined;
};

/** What makes each call unique: the moment and a nonce that is never used again. */
export type CallStamp = { readonly at: Date; readonly nonce: string };

/** A signed `GenerateOTAUploadURL` call: GET, everything in the query, as in the published sample. */
export async function signedTicketCall(
  access: PlatformAccess,
  fileSuffix: FileSuffix,
  stamp: CallStamp,
): Promise<Request> {
  const unsigned = ticketParameters(access, fileSuffix, stamp);
  const signature = await signRpc(access.credentials.accessKeySecret, 'GET', unsigned);
  const query = Object.entries({ ...unsigned, Signature: signature })
    .map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`)
    .join('&');
  return new Request(`${access.endpoint.replace(/\/$/, '')}/?${query}`, {
    headers: { accept: 'application/json' },
    redirect: 'error',
  });
}

function ticketParameters(
  access: PlatformAccess,
  fileSuffix: FileSuffix,
  stamp: CallStamp,
): RpcParameters {
  const common = {
    Action: 'GenerateOTAUploadURL',
    AccessKeyId: access.credentials.accessKeyId,
    FileSuffix: fileSuffix,
    SignatureMethod: 'HMAC-SHA1',
    SignatureNonce: stamp.nonce,
    Timestamp: rpcTimestamp(stamp.at),
    ...(access.iotInstanceId === undefined ? {} : { IotInstanceId: access.iotInstanceId }),
  };
  switch (access.dialect) {
    case 'tuya':
      // The published curl sample leaves out Version, Format and SignatureVersion, and answers JSON.
      return common;
    case 'alibaba':
      return {
        ...common,
        Format: 'JSON',
        RegionId: access.regionId ?? 'cn-shanghai',
        SignatureVersion: '1.0',
        Version: '2018-01-20',
      };
  }
}

/** `YYYY-MM-DDThh:mm:ssZ`: the platform takes no milliseconds. */
export function rpcTimestamp(at: Date): string {
  return at.toISOString().replace(/\.\d{3}Z$/, 'Z');
}
