import type { RpcParameters } from '../../contract/rpc-signature.ts';
import type { OtaPackage, PackageList } from './package-list.ts';
import { PlatformRefusal } from './platform-answer.ts';
import type { XmlElements } from '../xml/xml.ts';

const PAGE_SIZE = 10;
const PAGE_SIZE_MAX = 100;

/** `ListOTAFirmware`: one page of the list, youngest first. @throws PlatformRefusal */
export async function listFirmware(
  packages: PackageList,
  parameters: RpcParameters,
): Promise<XmlElements> {
  const pageSize = count(parameters, 'PageSize', PAGE_SIZE, PAGE_SIZE_MAX);
  const currentPage = count(parameters, 'CurrentPage', 1, Number.MAX_SAFE_INTEGER);
  const { ProductKey: productKey, DestVersion: destVersion } = parameters;
  const wanted = (await packages.all()).filter(
    (made) =>
      (productKey === undefined || made.productKey === productKey) &&
      (destVersion === undefined || made.destVersion === destVersion),
  );
  const start = (currentPage - 1) * pageSize;
  return {
    total: wanted.length,
    pageSize,
    pageCount: Math.ceil(wanted.length / pageSize),
    currentPage,
    firmwareInfo: {
      simpleFirmwareInfo: wanted
        .toReversed()
        .slice(start, start + pageSize)
        .map(describe),
    },
  };
}

/** What a list shows: not where the file is, nor what is pushed to devices. */
function describe(made: OtaPackage): XmlElements {
  return Object.fromEntries(
    Object.entries(made).flatMap(([name, value]) =>
      value === undefined || name === 'firmwareUrl' || name === 'udi' ? [] : [[name, value]],
    ),
  );
}

function count(parameters: RpcParameters, name: string, usual: number, max: number): number {
  const text = parameters[name];
  if (text === undefined) return usual;
  const value = Number(text);
  if (/^[1-9]\d{0,8}$/.test(text) && value <= max) return value;
  throw new PlatformRefusal(
    'iot.common.InvalidFormattedParameter',
    200,
    `Parameter ${name} is not a number from 1 to ${max}.`,
  );
}
