import type { FileSuffix } from './file-suffix.ts';
import { otaFirmwareParameters } from './firmware-parameters.ts';
import type { OtaFirmware } from './ota-firmware.ts';
import { DEFAULT_REGION, DIALECT_RULES, type Dialect } from './dialect.ts';
import { percentEncode, signRpc, type RpcMethod, type RpcParameters } from './rpc-signature.ts';

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

/** A call before it is signed: what it does and the parameters that are its own. */
export type PlatformCall = {
  /**
   * GET, everything in the query, as in the published sample; POST, everything in a form, for what must not happen twice:
   * proxies repeat a GET whose answer got lost.
   */
  readonly method: RpcMethod;
  readonly action: string;
  readonly parameters: RpcParameters;
};

export function ticketCall(fileSuffix: FileSuffix): PlatformCall {
  return {
    method: 'GET',
    action: 'GenerateOTAUploadURL',
    parameters: { FileSuffix: fileSuffix },
  };
}

export function firmwareCall(firmware: OtaFirmware): PlatformCall {
  return {
    method: 'POST',
    action: 'CreateOTAFirmware',
    parameters: otaFirmwareParameters(firmware),
  };
}

/** A signed `GenerateOTAUploadURL` call. */
export function signedTicketCall(
  access: PlatformAccess,
  fileSuffix: FileSuffix,
  stamp: CallStamp,
): Promise<Request> {
  return signCall(access, ticketCall(fileSuffix), stamp);
}

/** A call as it goes: what a `Request` is made of, where none is needed. */
export type SignedCall = {
  readonly method: RpcMethod;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
};

export async function signCall(
  access: PlatformAccess,
  call: PlatformCall,
  stamp: CallStamp,
): Promise<Request> {
  const { url, body, ...init } = await signedCall(access, call, stamp);
  return new Request(url, { ...init, redirect: 'error', ...(body !== undefined && { body }) });
}

export async function signedCall(
  access: PlatformAccess,
  { method, action, parameters }: PlatformCall,
  stamp: CallStamp,
): Promise<SignedCall> {
  const unsigned = { ...commonParameters(access, action, stamp), ...parameters };
  const signature = await signRpc(access.credentials.accessKeySecret, method, unsigned);
  const encoded = Object.entries({ ...unsigned, Signature: signature })
    .map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`)
    .join('&');
  const root = `${access.endpoint.replace(/\/$/, '')}/`;
  const headers = { accept: 'application/json' };
  switch (method) {
    case 'GET':
      return { method, url: `${root}?${encoded}`, headers, body: undefined };
    case 'POST':
      return {
        method,
        url: root,
        headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
        body: encoded,
      };
  }
}

function commonParameters(access: PlatformAccess, action: string, stamp: CallStamp): RpcParameters {
  return {
    Action: action,
    AccessKeyId: access.credentials.accessKeyId,
    SignatureMethod: 'HMAC-SHA1',
    SignatureNonce: stamp.nonce,
    Timestamp: rpcTimestamp(stamp.at),
    ...(access.iotInstanceId === undefined ? {} : { IotInstanceId: access.iotInstanceId }),
    ...DIALECT_RULES[access.dialect].callParameters(access.regionId ?? DEFAULT_REGION),
  };
}

/** `YYYY-MM-DDThh:mm:ssZ`: the platform takes no milliseconds. */
export function rpcTimestamp(at: Date): string {
  return at.toISOString().replace(/\.\d{3}Z$/, 'Z');
}
