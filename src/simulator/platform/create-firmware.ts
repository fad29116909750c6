import * as v from 'valibot';
import { fromFirmwareParameters } from '../../contract/firmware-parameters.ts';
import type { CreatedFirmware } from '../../contract/firmware-answer.ts';
import { PACKAGES_MAX } from '../../contract/limits.ts';
import {
  otaFirmwareSchema,
  readFieldFault,
  type OtaFirmware,
  type SignMethod,
} from '../../contract/ota-firmware.ts';
import type { Dialect } from '../../contract/dialect.ts';
import type { RpcParameters } from '../../contract/rpc-signature.ts';
import { isStoredAddress } from '../../contract/store-address.ts';
import type { PackageList } from './package-list.ts';
import { PlatformRefusal } from './platform-answer.ts';

/** Lower-case hexadecimal digest of a stream. */
export type DigestBytes = (
  method: SignMethod,
  bytes: ReadableStream<Uint8Array>,
) => Promise<string>;

/** What the platform wants to know of a file in the bucket. */
export type StoredFile = {
  /** Bytes. */
  readonly description: { readonly size: number };
  /** Undefined if there are no bytes to read. */
  read(start: number, end: number): Promise<ReadableStream<Uint8Array> | undefined>;
};

export type FirmwareRules = {
  readonly dialect: Dialect;
  readonly store: { find(key: string): Promise<StoredFile | undefined> };
  /** Origin where browsers reach the bucket: what a firmwareUrl begins with. */
  readonly storeOrigin: string;
  readonly packages: PackageList;
  /** Web standards know neither MD5 nor a digest of a stream: without this a caller is taken at its word. */
  readonly digestBytes: DigestBytes | undefined;
  readonly now: () => number;
};

/**
 * `CreateOTAFirmware`: the parameters by the API's rules, the file by what the bucket holds, the name by the list. No `iot.ota`
 * code but one is published, so the codes here are this cloud's own, in the platform's manner.
 * @throws PlatformRefusal
 */
export async function createFirmware(
  rules: FirmwareRules,
  parameters: RpcParameters,
): Promise<CreatedFirmware & { readonly utcCreate: string }> {
  const firmware = readFirmwareParameters(rules.dialect, parameters);
  const { signMethod = 'MD5', firmwareUrl, type = 0, moduleName = 'default' } = firmware;
  const found = await findFile(rules, firmwareUrl);
  const { size } = found.description;
  if (firmware.firmwareSize !== undefined && firmware.firmwareSize !== size) {
    throw refused(
      'iot.ota.FirmwareSizeNotMatch',
      `FirmwareSize is ${firmware.firmwareSize}, the file has ${size} bytes.`,
    );
  }
  const stored = await digestOf(rules, found, signMethod);
  if (stored !== undefined && (firmware.firmwareSign ?? stored) !== stored) {
    throw refused(
      'iot.ota.FirmwareSignNotMatch',
      `FirmwareSign is not the ${signMethod} of the file.`,
    );
  }
  const created = {
    firmwareId: crypto.randomUUID().replaceAll('-', ''),
    utcCreate: new Date(rules.now()).toISOString(),
  };
  const { firmwareName, destVersion, srcVersion, productKey, firmwareDesc, udi } = firmware;
  const addition = await rules.packages.add({
    ...created,
    firmwareName,
    destVersion,
    firmwareUrl,
    firmwareSize: size,
    signMethod,
    firmwareSign: stored ?? firmware.firmwareSign ?? '',
    type,
    moduleName,
    needToVerify: firmware.needToVerify ?? true,
    ...(srcVersion === undefined ? {} : { srcVersion }),
    ...(productKey === undefined ? {} : { productKey }),
    ...(firmwareDesc === undefined ? {} : { firmwareDesc }),
    ...(udi === undefined ? {} : { udi }),
  });
  switch (addition) {
    case 'added':
      return created;
    case 'name-taken':
      throw refused(
        'iot.ota.FirmwareNameExisted',
        `There is a package called ${firmwareName} already.`,
      );
    case 'full':
      throw refused(
        'iot.ota.FirmwareCountExceeded',
        `There are ${PACKAGES_MAX} packages already, and no more are possible.`,
      );
  }
}

function readFirmwareParameters(dialect: Dialect, parameters: RpcParameters): OtaFirmware {
  const reading = v.safeParse(otaFirmwareSchema(dialect), fromFirmwareParameters(parameters));
  if (reading.success) return reading.output;
  const fault = readFieldFault(reading.issues[0]);
  const name = fault === undefined ? 'The call' : capitalised(fault.field);
  if (fault?.reason === 'missing') {
    throw new PlatformRefusal(`Missing${name}`, 400, `${name} is mandatory for this action.`);
  }
  throw refused(
    'iot.common.InvalidFormattedParameter',
    `Parameter ${name} is not as it should be (${fault?.reason ?? 'type'}).`,
  );
}

async function findFile(
  { store, storeOrigin }: FirmwareRules,
  firmwareUrl: string,
): Promise<StoredFile> {
  const found = isStoredAddress(firmwareUrl, [storeOrigin])
    ? await store.find(firmwareUrl.slice(storeOrigin.length + 1))
    : undefined;
  if (found !== undefined) return found;
  throw refused('iot.ota.FirmwareFileNotFound', 'There is no file at FirmwareUrl.');
}

/** Undefined where there is nothing to compute it of: the demo's store keeps no bytes. */
async function digestOf(
  { digestBytes }: FirmwareRules,
  found: StoredFile,
  signMethod: SignMethod,
): Promise<string | undefined> {
  const bytes = digestBytes && (await found.read(0, found.description.size));
  return bytes && digestBytes(signMethod, bytes);
}

/** A business error comes with status 200. */
function refused(code: string, message: string): PlatformRefusal {
  return new PlatformRefusal(code, 200, message);
}

function capitalised(field: string): string {
  return field.charAt(0).toUpperCase() + field.slice(1);
}
