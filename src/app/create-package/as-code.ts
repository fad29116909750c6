import { TARGET_HEADER } from '../../contract/access/target.ts';
import { otaFirmwareParameters } from '../../contract/firmware-parameters.ts';
import type { OtaFirmware } from '../../contract/ota-firmware.ts';
import { DEFAULT_REGION, DIALECT_RULES, type Dialect } from '../../contract/dialect.ts';

/** The same call from another program. */

export function asParameters(firmware: OtaFirmware): string {
  return Object.entries({ Action: 'CreateOTAFirmware', ...otaFirmwareParameters(firmware) })
    .map(([name, value]) => `${name}=${value}`)
    .join('\n');
}

/**
 * For a POSIX shell.
 * @param endpoint absolute URL of our server's endpoint
 * @param target id of the target that the file is in, where there are several
 */
export function asCurl(firmware: OtaFirmware, endpoint: string, target?: string): string {
  return [
    `curl -sS ${quote(endpoint)} \\`,
    `  -H 'content-type: application/json' \\`,
    ...(target === undefined ? [] : [`  -H ${quote(`${TARGET_HEADER}: ${target}`)} \\`]),
    `  --data-raw ${quote(JSON.stringify(firmware, undefined, 2))}`,
  ].join('\n');
}

/** With Alibaba's own RPC client, which signs as both platforms want it. */
export function asNode(firmware: OtaFirmware, dialect: Dialect): string {
  const parameters = JSON.stringify(otaFirmwareParameters(firmware), undefined, 2);
  return [
    '// npm install @alicloud/pop-core',
    "import RPCClient from '@alicloud/pop-core';",
    '',
    'const client = new RPCClient({',
    '  accessKeyId: process.env.ACCESS_KEY_ID,',
    '  accessKeySecret: process.env.ACCESS_KEY_SECRET,',
    endpointLine(dialect),
    "  apiVersion: '2018-01-20',",
    '});',
    '',
    `const parameters = ${parameters};`,
    ...instanceLines(dialect),
    "const answer = await client.request('CreateOTAFirmware', parameters, { method: 'POST' });",
    '// A refusal may come as an answer: the client throws only what it knows as an error.',
    'if (!(answer.success ?? answer.Success)) throw new Error(JSON.stringify(answer));',
    'console.log(answer);',
  ].join('\n');
}

function endpointLine(dialect: Dialect): string {
  const { endpointOf, endpointExample } = DIALECT_RULES[dialect];
  const own = endpointOf(DEFAULT_REGION);
  return own === undefined
    ? `  endpoint: process.env.CLOUD_ENDPOINT, // ${endpointExample}`
    : `  endpoint: process.env.CLOUD_ENDPOINT ?? '${own}',`;
}

function instanceLines(dialect: Dialect): string[] {
  if (!('RegionId' in DIALECT_RULES[dialect].callParameters(DEFAULT_REGION))) return [];
  return [
    `parameters.RegionId = process.env.REGION_ID ?? '${DEFAULT_REGION}';`,
    '// Needed whenever the instance has an id.',
    'if (process.env.IOT_INSTANCE_ID) parameters.IotInstanceId = process.env.IOT_INSTANCE_ID;',
  ];
}

/** One word of a POSIX shell, whatever is in it. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
