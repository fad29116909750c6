// Codes are compared in lower case: the platform prints `Iot.system.…` as well as `iot.system.…`. First match wins.
const BY_PREFIX = [
  ['otadrop.badrequest', 'bad-request'],
  ['otadrop.unknowntarget', 'bad-request'],
  // Our server takes the page for another site's: it was not told the address that the page is opened at.
  ['otadrop.forbidden', 'unknown-address'],
  ['otadrop.unknownhost', 'unknown-address'],
  ['otadrop.platformunreachable', 'platform-unreachable'],
  ['otadrop.storeaway', 'store-away'],
  ['otadrop.platformanswermalformed', 'platform-malformed'],
  ['otadrop.unsupportedstorage', 'storage-type'],
  ['otadrop.untrustedstorehost', 'untrusted-host'],
  ['otadrop.unsafestoreaddress', 'unsafe-address'],
  ['otadrop.internalerror', 'server-error'],
  ['otadrop.signinrequired', 'sign-in'],
  ['otadrop.wrongsignin', 'sign-in'],
  ['otadrop.usersharetaken', 'user-share'],
  ['otadrop.toomanysignins', 'throttled'],
  ['otadrop.toomanytickets', 'throttled'],
  ['otadrop.stopping', 'server-error'],
  ['otadrop.auditunavailable', 'server-error'],
  ['iot.system.systemexception', 'platform-down'],
  ['iot.system.instancenotfound', 'instance'],
  ['iot.sre.iotinstancenotfound', 'instance'],
  ['iot.system.uidnotfound', 'account'],
  ['iot.common.invalidtenant', 'account'],
  ['iot.system.billisoverdue', 'bill'],
  ['iot.system.illegalrequest', 'illegal-request'],
  ['iot.common.ramactionpermissiondeny', 'permission'],
  ['iot.common.authactionpermissiondeny', 'permission'],
  ['iot.common.invalidformattedparameter', 'suffix'],
  ['iot.check.invalidformattedparameter', 'suffix'],
  ['iot.common.apinotsupportedininstance', 'not-supported'],
  ['invalidapi.notfound', 'not-supported'],
  ['signaturedoesnotmatch', 'key'],
  ['incompletesignature', 'key'],
  ['invalidsignaturemethod', 'key'],
  ['invalidaccesskeyid', 'key'],
  ['invalidtimestamp', 'clock'],
  ['throttling', 'throttled'],
  ['signaturenonceused', 'nonce'],
  ['forbidden', 'permission'],
  ['nopermission', 'permission'],
  ['serviceunavailable', 'platform-down'],
  ['internalerror', 'platform-down'],
] as const;

/** What a code of the platform, or of our server, says about why a call was refused. */
export type PlatformRefusal = (typeof BY_PREFIX)[number][1];

/** Tuya numbers its refusals. Source: Tuya Cube's list of error codes. */
const BY_NUMBER: ReadonlyMap<string, PlatformRefusal> = new Map([
  ['1001', 'key'],
  ['1004', 'key'],
  ['1005', 'key'],
  ['1013', 'clock'],
]);

/** Undefined for a code that is not in the table, and for none. */
export function platformRefusal(code: string): PlatformRefusal | undefined {
  const lower = code.toLowerCase();
  return BY_NUMBER.get(lower) ?? BY_PREFIX.find(([prefix]) => lower.startsWith(prefix))?.[1];
}
