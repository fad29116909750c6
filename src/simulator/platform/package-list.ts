import * as v from 'valibot';
import { PACKAGES_MAX } from '../../contract/limits.ts';
import { SIGN_METHODS } from '../../contract/ota-firmware.ts';

/** An OTA package, as the platform keeps it. Every default of the call is settled. */
export const PackageSchema = v.object({
  firmwareId: v.string(),
  /** ISO 8601 UTC. */
  utcCreate: v.string(),
  firmwareName: v.string(),
  destVersion: v.string(),
  firmwareUrl: v.string(),
  /** Bytes. */
  firmwareSize: v.number(),
  signMethod: v.picklist(SIGN_METHODS),
  /** Lower-case hexadecimal digest; empty where the store keeps no bytes to compute it from. */
  firmwareSign: v.string(),
  /** 0 is the whole firmware, 1 what differs from `srcVersion`. */
  type: v.picklist([0, 1]),
  moduleName: v.string(),
  needToVerify: v.boolean(),
  srcVersion: v.exactOptional(v.string()),
  productKey: v.exactOptional(v.string()),
  firmwareDesc: v.exactOptional(v.string()),
  udi: v.exactOptional(v.string()),
});
export type OtaPackage = v.InferOutput<typeof PackageSchema>;

/** The packages of an account, oldest first. `memoryPackages` is for tests and the demo, the server has a list on disk. */
export type PackageList = {
  /** One after the other: of two with the same name the second is told so. */
  add(made: OtaPackage): Promise<Addition>;
  all(): Promise<readonly OtaPackage[]>;
};

export type Addition = 'added' | 'name-taken' | 'full';

export function memoryPackages(): PackageList {
  const packages: OtaPackage[] = [];
  return {
    async add(made) {
      const addition = judgeAddition(packages, made);
      if (addition === 'added') packages.push(made);
      return addition;
    },
    all: async () => [...packages],
  };
}

/** What every list has to answer. */
export function judgeAddition(packages: readonly OtaPackage[], made: OtaPackage): Addition {
  if (packages.some(({ firmwareName }) => firmwareName === made.firmwareName)) return 'name-taken';
  return packages.length >= PACKAGES_MAX ? 'full' : 'added';
}
