import { isIP } from 'node:net';
import * as v from 'valibot';
import { exactOrigin } from '../../contract/store-address.ts';
import { isLoopback, normalHost } from '../process/loopback.ts';

/** What the text of a setting may be: how it is read, and what a person is told when it cannot be. */
export type SettingKind<T> = {
  /** Continues "NAME is …: ", and ends with an example. */
  readonly expected: string;
  /** Undefined if the text is something else. */
  parse(text: string): T | undefined;
};

export const CLOUD_KIND: SettingKind<'embedded' | 'tuya' | 'alibaba'> = {
  expected: 'embedded, tuya or alibaba is expected, for example tuya',
  parse: (text) =>
    text === 'embedded' || text === 'tuya' || text === 'alibaba' ? text : undefined,
};

export const PORT_NUMBER: SettingKind<number> = {
  expected: 'a port number from 0 (any free one) to 65535 is expected, for example 8080',
  parse: (text) => parsed(PortSchema, text),
};

export const LISTEN_HOST: SettingKind<string> = {
  expected: 'an address or a name of this machine is expected, for example 127.0.0.1',
  parse: (text) => (isIP(text) !== 0 || HOST_NAME.test(text) ? normalHost(text) : undefined),
};

export const ORIGIN: SettingKind<string> = {
  expected: 'an origin without a path is expected, for example https://ota.example.com',
  parse: asOrigin,
};

/** Calls are signed, not encrypted: only on this machine may they go over http. */
export const ENDPOINT: SettingKind<string> = {
  expected:
    'an https origin is expected (http only on loopback), for example https://si-d6e8.tuyacloud.com:8686',
  parse(text) {
    const origin = asOrigin(text);
    return origin === undefined || isSafe(origin) ? origin : undefined;
  },
};

export const STORE_ORIGINS: SettingKind<readonly string[]> = {
  expected:
    'exact hosts or https origins (http only on loopback), separated by commas, are expected, for example oss-612ba0f1.oss-cn-hangzhou.aliyuncs.com',
  parse(text) {
    const entries = text.split(',').map((entry) => entry.trim());
    const origins = entries
      .filter((entry) => entry !== '')
      .map((entry) => exactOrigin(entry.includes('://') ? entry : `https://${entry}`));
    const exact = origins.flatMap((origin) =>
      origin === undefined || origin.includes('*') || !isSafe(origin) ? [] : [origin],
    );
    return exact.length === origins.length ? exact : undefined;
  },
};

export const FOLDER: SettingKind<string> = {
  expected: 'a folder is expected, without spaces around its name, for example /var/lib/ota-drop',
  parse: (text) => (text.trim() === text ? text : undefined),
};

export const REGION: SettingKind<string> = {
  expected: 'the id of a region is expected, for example cn-shanghai',
  parse: (text) => (/^[a-z0-9]+(-[a-z0-9]+)+$/.test(text) ? text : undefined),
};

export const INSTANCE: SettingKind<string> = {
  expected: 'the id of an instance is expected, for example iot-060a0bgd',
  parse: (text) => (/^[\w.-]+$/.test(text) ? text : undefined),
};

export const YES_OR_NO: SettingKind<boolean> = {
  expected: '1 (yes) or 0 (no) is expected, for example 1',
  parse: (text) => (text === '1' ? true : text === '0' ? false : undefined),
};

export const TICKET_LIFE: SettingKind<number> = {
  expected: 'seconds from 0.1 to 3600 are expected, for example 60',
  parse: (text) => inMs(numberIn(text, 0.1, 3600)),
};

export const DRAIN: SettingKind<number> = {
  expected: 'seconds from 0 to 3600 are expected, for example 30',
  parse: (text) => inMs(numberIn(text, 0, 3600)),
};

export const PER_SECOND: SettingKind<number> = {
  expected: 'a number from 0.1 to 1000, or 0 for no limit, is expected, for example 8',
  parse: (text) => numberIn(text, 0, 0) ?? numberIn(text, 0.1, 1000),
};

const HOST_NAME = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i;
const PortSchema = v.pipe(v.string(), v.digits(), v.transform(Number), v.maxValue(65_535));

function numberIn(text: string, min: number, max: number): number | undefined {
  const schema = v.pipe(
    v.string(),
    v.regex(/^\d{1,9}(\.\d{1,9})?$/),
    v.transform(Number),
    v.minValue(min),
    v.maxValue(max),
  );
  return parsed(schema, text);
}

function inMs(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds * 1000;
}

function parsed<T>(schema: v.GenericSchema<unknown, T>, text: string): T | undefined {
  const reading = v.safeParse(schema, text);
  return reading.success ? reading.output : undefined;
}

/** On its way to another machine http can be read and changed. */
function isSafe(origin: string): boolean {
  return origin.startsWith('https:') || isLoopback(new URL(origin).hostname);
}

function asOrigin(text: string): string | undefined {
  return exactOrigin(text.replace(/\/$/, ''));
}
