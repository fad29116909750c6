import type { Problem } from '../../contract/envelope.ts';

/** What a refusal means for the user, as far as its code says. */
export type ProblemKind =
  | 'taken'
  | 'file-gone'
  | 'mismatch'
  | 'full'
  | 'permission'
  | 'settings'
  | 'busy'
  | 'sign-in'
  /** A page came in place of the server's answer, or a firewall's refusal. */
  | 'in-between'
  /** The platform was called, and what came back says nothing. */
  | 'lost'
  /** The platform was not called at all. */
  | 'unreached'
  | 'other';

// Of the platform's iot.ota codes only one is published: the words within them have to do. First match wins.
const BY_CODE: readonly (readonly [pattern: RegExp, kind: ProblemKind])[] = [
  [/^iot\.ota\..*name.*(?:exist|duplicat|conflict|used)/, 'taken'],
  [/^iot\.ota\..*(?:duplicat|repeat).*name/, 'taken'],
  [/^iot\.ota\.firmware(?:file)?(?:url)?(?:notfound|notexist|invalid)/, 'file-gone'],
  [/^iot\.ota\..*(?:sign|size|md5).*(?:not|mis|invalid)/, 'mismatch'],
  [/^iot\.ota\..*(?:exceed|limit)/, 'full'],
  [/permissiondeny|invalidtenant|overdue|accessdenied|^forbidden\.ram/, 'permission'],
  [/instancenotfound|uidnotfound|apinotsupported|invalidaccesskeyid|signature/, 'settings'],
  [/^invalidtimestamp|foreignfirmwareurl|unknownhost|otadrop\.forbidden/, 'settings'],
  [/^otadrop\.(?:signinrequired|wrongsignin)/, 'sign-in'],
  [/^throttling|toomanycalls|stopping/, 'busy'],
  [/platformanswer(?:lost|malformed)/, 'lost'],
  [/platformunreachable/, 'unreached'],
];

export function problemKind({ code }: Problem): ProblemKind {
  const lower = code.toLowerCase();
  return BY_CODE.find(([pattern]) => pattern.test(lower))?.[1] ?? 'other';
}
