import {
  findFieldFaults,
  type FieldReason,
  type OtaFirmware,
  type SignMethod,
} from '../../contract/ota-firmware.ts';
import type { Dialect } from '../../contract/dialect.ts';
import type { Digests } from '../../upload/model/upload.ts';
import { freeName, proposeName, proposeVersion } from './proposals.ts';

/** The form as it is typed. Everything else of the call is known from the receipt. */
export type Draft = {
  readonly destVersion: string;
  readonly firmwareName: string;
  readonly productKey: string;
  readonly firmwareDesc: string;
  readonly moduleName: string;
  readonly signMethod: SignMethod;
  readonly kind: 'full' | 'differential';
  readonly srcVersion: string;
};

/** In the order they are seen in. */
export const TEXT_FIELDS = [
  'destVersion',
  'firmwareName',
  'srcVersion',
  'productKey',
  'moduleName',
  'firmwareDesc',
] as const;
export type TextField = (typeof TEXT_FIELDS)[number];

/** The file the package is made of. */
export type UploadedFile = {
  /** Legible. */
  readonly name: string;
  /** As the file system has it, where that differs: an escape is no part of a version. */
  readonly exactName?: string | undefined;
  readonly firmwareUrl: string;
  /** Bytes. */
  readonly size: number;
  readonly digests: Digests;
  /** What the image says of itself. */
  readonly version?: string | undefined;
  /** Names of packages that are known to be there. */
  readonly takenNames?: readonly string[];
};

/** What was typed or chosen last is so again: one works on one product at a time. Kept for as long as the page is open. */
let session: Pick<Draft, 'productKey' | 'moduleName' | 'signMethod'> = {
  productKey: '',
  moduleName: '',
  signMethod: 'MD5',
};

export function rememberForSession({ productKey, moduleName, signMethod }: Draft): void {
  session = { productKey, moduleName, signMethod };
}

/** What the image says comes before what its name says, as long as the API takes it as it is. */
function takenVersion(version: string | undefined): string | undefined {
  const isTaken =
    version !== undefined &&
    findFieldFaults('tuya', { destVersion: version }).every(({ field }) => field !== 'destVersion');
  return isTaken ? version : undefined;
}

export function beginDraft(file: UploadedFile): Draft {
  const { name, exactName = name, digests, version, takenNames = [] } = file;
  return {
    destVersion: takenVersion(version) ?? proposeVersion(exactName),
    firmwareName: freeName(proposeName(exactName), takenNames),
    ...session,
    firmwareDesc: '',
    signMethod: signMethodFor(digests),
    kind: 'full',
    srcVersion: '',
  };
}

/** As the last time, or MD5, the platform's own default, as long as that digest is known here. */
function signMethodFor({ md5, sha256 }: Digests): SignMethod {
  const hasMd5 = md5.status === 'known';
  const hasSha256 = sha256.status === 'known';
  if (session.signMethod === 'SHA256') return hasSha256 || !hasMd5 ? 'SHA256' : 'MD5';
  return hasMd5 || !hasSha256 ? 'MD5' : 'SHA256';
}

/** What is asked for; optional values that are empty are left out. */
export function firmwareOfDraft(draft: Draft, file: UploadedFile): OtaFirmware {
  const { signMethod, kind } = draft;
  const digest = file.digests[signMethod === 'MD5' ? 'md5' : 'sha256'];
  const optional = Object.fromEntries(
    (['productKey', 'moduleName', 'firmwareDesc'] as const).flatMap((field) => {
      const value = draft[field].trim();
      return value === '' ? [] : [[field, value]];
    }),
  );
  return {
    destVersion: draft.destVersion.trim(),
    firmwareName: draft.firmwareName.trim(),
    firmwareUrl: file.firmwareUrl,
    ...(digest.status === 'known' ? { signMethod, firmwareSign: digest.value } : {}),
    firmwareSize: file.size,
    ...optional,
    ...(kind === 'differential' ? { type: 1 as const, srcVersion: draft.srcVersion.trim() } : {}),
  };
}

export type DraftFaults = ReadonlyMap<TextField, FieldReason>;

/** What is wrong with what was typed; the receipt's own values are right. */
export function findDraftFaults(dialect: Dialect, firmware: OtaFirmware): DraftFaults {
  const faults = new Map<TextField, FieldReason>();
  for (const { field, reason } of findFieldFaults(dialect, firmware)) {
    const typed = TEXT_FIELDS.find((known) => known === field);
    if (typed !== undefined) faults.set(typed, reason);
  }
  return faults;
}
