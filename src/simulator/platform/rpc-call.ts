import {
  equalInConstantTime,
  type RpcMethod,
  type RpcParameters,
  signRpc,
  stringToSign,
} from '../../contract/rpc-signature.ts';
import { TIMESTAMP_TOLERANCE_MS } from '../../contract/limits.ts';
import type { Credentials } from '../../contract/platform-call.ts';
import { DEFAULT_REGION, DIALECT_RULES, type Dialect } from '../../contract/dialect.ts';
import type { NonceMemory } from './nonce-memory.ts';
import { PlatformRefusal } from './platform-answer.ts';

/** An RPC call as it arrives: its parameters, and whether its signature is right. */

export type CallerRules = {
  readonly dialect: Dialect;
  readonly credentials: Credentials;
  readonly now: () => number;
};

const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const FORM_MAX_BYTES = 64 * 1024;

export type ArrivedCall = {
  readonly method: string;
  readonly url: string;
  readonly contentType: string;
  readonly body: string | undefined;
};

export function methodOf({ method }: ArrivedCall): RpcMethod {
  if (method === 'GET' || method === 'POST') return method;
  throw new PlatformRefusal(
    'UnsupportedHTTPMethod',
    400,
    'This http method is not supported: use GET or POST.',
  );
}

/** The query and, for a POST, the form body as well; clients are free to put everything in either. */
export function readParameters({
  url,
  contentType,
  body,
}: Omit<ArrivedCall, 'method'>): RpcParameters {
  const pairs = [...new URL(url).searchParams];
  const type = contentType.toLowerCase();
  if (body !== undefined && type.startsWith('application/x-www-form-urlencoded')) {
    if (body.length > FORM_MAX_BYTES) {
      throw new PlatformRefusal('InvalidParameter.Format', 400, 'The form body is too long.');
    }
    pairs.push(...new URLSearchParams(body));
  }
  const parameters: Record<string, string> = Object.fromEntries(pairs);
  if (Object.keys(parameters).length !== pairs.length) {
    throw new PlatformRefusal('InvalidParameter.Format', 400, 'A parameter is given twice.');
  }
  return parameters;
}

/** Key id, time stamp, signature and nonce. The nonce counts only once the signature is known to be right. */
export async function verify(
  rules: CallerRules,
  nonces: NonceMemory,
  method: RpcMethod,
  parameters: RpcParameters,
): Promise<void> {
  requireOwnParameters(rules.dialect, parameters);
  if (required(parameters, 'AccessKeyId') !== rules.credentials.accessKeyId) {
    throw new PlatformRefusal(
      'InvalidAccessKeyId.NotFound',
      404,
      'Specified access key is not found.',
    );
  }
  if (required(parameters, 'SignatureMethod') !== 'HMAC-SHA1') {
    throw new PlatformRefusal(
      'InvalidSignatureMethod',
      400,
      'Specified signature method is not supported: use HMAC-SHA1.',
    );
  }
  if ((parameters['SignatureVersion'] ?? '1.0') !== '1.0') {
    throw invalidParameter('SignatureVersion');
  }
  const now = rules.now();
  refuseStale(required(parameters, 'Timestamp'), now);
  const nonce = required(parameters, 'SignatureNonce');
  const signature = required(parameters, 'Signature');
  const expected = await signRpc(rules.credentials.accessKeySecret, method, parameters);
  if (!equalInConstantTime(signature, expected)) {
    throw new PlatformRefusal(
      'SignatureDoesNotMatch',
      400,
      `Specified signature is not matched with our calculation. server string to sign is:${stringToSign(method, parameters)}`,
    );
  }
  if (!nonces.remember(nonce, now)) {
    throw new PlatformRefusal(
      'SignatureNonceUsed',
      400,
      'Specified signature nonce was used already.',
    );
  }
}

/** Those of the dialect, but for the format, which has a default. */
function requireOwnParameters(dialect: Dialect, parameters: RpcParameters): void {
  const { Format: _, ...own } = DIALECT_RULES[dialect].callParameters(DEFAULT_REGION);
  for (const name of Object.keys(own)) required(parameters, name);
  if ('Version' in own && parameters['Version'] !== own['Version']) {
    throw invalidParameter('Version');
  }
}

function refuseStale(timestamp: string, now: number): void {
  if (!TIMESTAMP.test(timestamp) || Number.isNaN(Date.parse(timestamp))) {
    throw new PlatformRefusal(
      'InvalidTimeStamp.Format',
      400,
      'Specified time stamp is not well formatted: YYYY-MM-DDThh:mm:ssZ is expected.',
    );
  }
  if (Math.abs(Date.parse(timestamp) - now) > TIMESTAMP_TOLERANCE_MS) {
    throw new PlatformRefusal('InvalidTimeStamp.Expired', 400, 'Specified time stamp is expired.');
  }
}

export function required(parameters: RpcParameters, name: string): string {
  const value = parameters[name];
  if (value === undefined || value === '') {
    throw new PlatformRefusal(`Missing${name}`, 400, `${name} is mandatory for this action.`);
  }
  return value;
}

function invalidParameter(name: string): PlatformRefusal {
  return new PlatformRefusal(`Invalid${name}`, 400, `Specified parameter ${name} is not valid.`);
}
