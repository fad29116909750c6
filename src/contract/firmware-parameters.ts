import { FIRMWARE_FIELDS, type FirmwareField, type OtaFirmware } from './ota-firmware.ts';
import type { RpcParameters } from './rpc-signature.ts';

const NAME_IN_API: Readonly<Record<FirmwareField, string>> = {
  destVersion: 'DestVersion',
  firmwareName: 'FirmwareName',
  firmwareUrl: 'FirmwareUrl',
  signMethod: 'SignMethod',
  firmwareSign: 'FirmwareSign',
  firmwareSize: 'FirmwareSize',
  productKey: 'ProductKey',
  firmwareDesc: 'FirmwareDesc',
  moduleName: 'ModuleName',
  type: 'Type',
  srcVersion: 'SrcVersion',
  needToVerify: 'NeedToVerify',
  udi: 'Udi',
};

/** The parameters by their names in the API, those that are given. */
export function otaFirmwareParameters(firmware: OtaFirmware): RpcParameters {
  return Object.fromEntries(
    FIRMWARE_FIELDS.flatMap((field) => {
      const value = firmware[field];
      return value === undefined ? [] : [[NAME_IN_API[field], String(value)] as const];
    }),
  );
}

/** The other way round, for whoever plays the platform: texts as they came, numbers and truths where they are some. */
export function fromFirmwareParameters(
  parameters: RpcParameters,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    FIRMWARE_FIELDS.flatMap((field) => {
      const text = parameters[NAME_IN_API[field]];
      return text === undefined ? [] : [[field, valueOf(field, text)] as const];
    }),
  );
}

function valueOf(field: FirmwareField, text: string): string | number | boolean {
  switch (field) {
    case 'type':
    case 'firmwareSize':
      return /^\d{1,15}$/.test(text) ? Number(text) : text;
    case 'needToVerify':
      return text === 'true' || (text === 'false' ? false : text);
    case 'destVersion':
    case 'firmwareName':
    case 'firmwareUrl':
    case 'signMethod':
    case 'firmwareSign':
    case 'productKey':
    case 'firmwareDesc':
    case 'moduleName':
    case 'srcVersion':
    case 'udi':
      return text;
  }
}
