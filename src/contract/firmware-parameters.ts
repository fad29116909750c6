import { FIRMWARE_FIELDS, type FirmwareField, type OtaFirmware } from './ota-firmware.ts';
import type { RpcParameters } from './rpc-signature.ts';

/** The parameters by their names in the API, those that are given. */
export function otaFirmwareParameters(firmware: OtaFirmware): RpcParameters {
  return Object.fromEntries(
    FIRMWARE_FIELDS.flatMap((field) => {
      const value = firmware[field];
      return value === undefined ? [] : [[nameInApi(field), String(value)] as const];
    }),
  );
}

/** The other way round, for a simulated platform: texts as they came, numbers and booleans where they are some. */
export function fromFirmwareParameters(
  parameters: RpcParameters,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    FIRMWARE_FIELDS.flatMap((field) => {
      const text = parameters[nameInApi(field)];
      return text === undefined ? [] : [[field, valueOf(field, text)] as const];
    }),
  );
}

function nameInApi(field: FirmwareField): string {
  return field.charAt(0).toUpperCase() + field.slice(1);
}

function valueOf(field: FirmwareField, text: string): string | number | boolean {
  switch (field) {
    case 'type':
    case 'firmwareSize':
      return /^\d{1,15}$/.test(text) ? Number(text) : text;
    case 'needToVerify':
      return text === 'true' || (text === 'false' ? false : text);
    default:
      return text;
  }
}
