import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { TICKET_LIFE_S } from '../contract/limits.ts';
import type { Credentials, PlatformAccess } from '../contract/platform-call.ts';
import { exactOrigin } from '../contract/store-address.ts';
import { LOOPBACK_HOSTS } from './loopback.ts';

/** What the process is told by its environment, parsed once at boot. */
export type Settings = {
  readonly host: string;
  readonly port: number;
  /** Where browsers reach the page, when that is not where it listens. */
  readonly publicUrl: string | undefined;
  readonly cloud: CloudSettings;
};

export type CloudSettings =
  | {
      readonly kind: 'embedded';
      readonly port: number;
      readonly publicUrl: string | undefined;
      readonly dataDir: string;
      readonly ticketLifeMs: number;
      /** Undefined: the process makes up a pair that nobody else knows. */
      readonly credentials: Credentials | undefined;
    }
  | {
      readonly kind: 'live';
      readonly access: PlatformAccess;
      /** Exact origins of the buckets that firmware may be sent to. */
      readonly storeHosts: readonly string[];
    };

export type SettingsReading =
  | { readonly kind: 'settings'; readonly settings: Settings }
  /** Every mistake at once, each a line for a person. */
  | { readonly kind: 'mistakes'; readonly mistakes: readonly string[] };

export type Environment = Readonly<Record<string, string | undefined>>;

export function readSettings(env: Environment): SettingsReading {
  const mistakes: string[] = [];
  const read = <T>(
    name: string,
    fallback: T,
    expected: string,
    parse: (text: string) => T | undefined,
  ): T => {
    const text = env[name];
    if (text === undefined || text === '') return fallback;
    const parsed = parse(text);
    if (parsed !== undefined) return parsed;
    mistakes.push(`${name} is ${JSON.stringify(text)}: ${expected}.`);
    return fallback;
  };

  const port = 'a port number from 0 (any free one) to 65535 is expected, for example 8080';
  const origin = 'an origin without path is expected, for example https://ota.example.com';
  const host = env['HOST'] || '127.0.0.1';
  const publicUrl = read<string | undefined>('PUBLIC_URL', undefined, origin, asOrigin);
  const common = { host, port: read('PORT', 8080, port, asPort), publicUrl };
  if (!LOOPBACK_HOSTS.has(host) && env['I_KNOW_THIS_IS_OPEN'] !== '1') {
    mistakes.push(
      `HOST is ${JSON.stringify(host)}: everyone who reaches this address could upload, since there is no sign-in yet. ` +
        'Use 127.0.0.1, or set I_KNOW_THIS_IS_OPEN=1 if that is what you want, with PUBLIC_URL set to the address people open.',
    );
  }

  const credentials = readCredentials(env, mistakes);
  const kind = read<CloudSettings['kind'] | 'tuya' | 'alibaba'>(
    'CLOUD',
    'embedded',
    'embedded, tuya or alibaba is expected',
    (text) => (text === 'embedded' || text === 'tuya' || text === 'alibaba' ? text : undefined),
  );
  const cloud: CloudSettings | undefined =
    kind === 'tuya' || kind === 'alibaba'
      ? readLive(kind)
      : {
          kind: 'embedded',
          port: read('CLOUD_PORT', 8081, port, asPort),
          publicUrl: read<string | undefined>('CLOUD_PUBLIC_URL', undefined, origin, asOrigin),
          dataDir: env['DATA_DIR'] || '.data',
          ticketLifeMs: read(
            'TICKET_LIFE_S',
            TICKET_LIFE_S * 1000,
            'seconds from 0.1 to 3600 are expected, for example 60',
            asLifeMs,
          ),
          credentials,
        };
  if (mistakes.length > 0 || cloud === undefined) return { kind: 'mistakes', mistakes };
  return { kind: 'settings', settings: { ...common, cloud } };

  function readLive(dialect: 'tuya' | 'alibaba'): CloudSettings | undefined {
    const regionId = env['REGION_ID'] || undefined;
    const endpoint = read<string | undefined>(
      'CLOUD_ENDPOINT',
      dialect === 'alibaba' ? `https://iot.${regionId ?? 'cn-shanghai'}.aliyuncs.com` : undefined,
      'an https origin is expected, for example https://si-d6e8.tuyacloud.com:8686 (http only on loopback)',
      asEndpoint,
    );
    if (endpoint === undefined && !env['CLOUD_ENDPOINT']) {
      mistakes.push(
        `CLOUD_ENDPOINT is missing: CLOUD=${dialect} needs the origin of the platform, for example https://si-d6e8.tuyacloud.com:8686.`,
      );
    }
    if (credentials === undefined && !mistakes.some((mistake) => mistake.includes('ACCESS_KEY'))) {
      mistakes.push(
        `ACCESS_KEY_ID and ACCESS_KEY_SECRET are missing: CLOUD=${dialect} signs its calls with them (or name files with ACCESS_KEY_ID_FILE and ACCESS_KEY_SECRET_FILE).`,
      );
    }
    const storeHosts = read<readonly string[]>(
      'STORE_HOSTS',
      [],
      'exact hosts or origins, separated by commas, are expected, for example oss-612ba0f1.oss-cn-hangzhou.aliyuncs.com',
      asStoreHosts,
    );
    if (endpoint === undefined || credentials === undefined) return undefined;
    const iotInstanceId = env['IOT_INSTANCE_ID'] || undefined;
    return {
      kind: 'live',
      access: { dialect, endpoint, credentials, iotInstanceId, regionId },
      storeHosts,
    };
  }
}

function readCredentials(env: Environment, mistakes: string[]): Credentials | undefined {
  const accessKeyId = readSecret('ACCESS_KEY_ID');
  const accessKeySecret = readSecret('ACCESS_KEY_SECRET');
  if (accessKeyId === undefined && accessKeySecret === undefined) return undefined;
  if (accessKeyId === undefined || accessKeySecret === undefined) {
    const missing = accessKeyId === undefined ? 'ACCESS_KEY_ID' : 'ACCESS_KEY_SECRET';
    if (!mistakes.some((mistake) => mistake.startsWith(missing))) {
      mistakes.push(`${missing} is missing: the key id and the secret belong together.`);
    }
    return undefined;
  }
  return { accessKeyId, accessKeySecret };

  function readSecret(name: string): string | undefined {
    const path = env[`${name}_FILE`];
    if (!path) return env[name] || undefined;
    if (env[name]) {
      mistakes.push(`${name} and ${name}_FILE are both set: keep one of them.`);
      return undefined;
    }
    try {
      const text = readFileSync(path, 'utf8').trim();
      if (text !== '') return text;
      mistakes.push(`${name}_FILE is ${JSON.stringify(path)}: the file is empty.`);
    } catch {
      mistakes.push(`${name}_FILE is ${JSON.stringify(path)}: the file cannot be read.`);
    }
    return undefined;
  }
}

const PortSchema = v.pipe(v.string(), v.digits(), v.transform(Number), v.maxValue(65_535));
const LifeSchema = v.pipe(
  v.string(),
  v.decimal(),
  v.transform(Number),
  v.minValue(0.1),
  v.maxValue(3600),
  v.transform((seconds) => seconds * 1000),
);

function asPort(text: string): number | undefined {
  const port = v.safeParse(PortSchema, text);
  return port.success ? port.output : undefined;
}

function asLifeMs(text: string): number | undefined {
  const life = v.safeParse(LifeSchema, text);
  return life.success ? life.output : undefined;
}

function asOrigin(text: string): string | undefined {
  return exactOrigin(text.replace(/\/$/, ''));
}

function asEndpoint(text: string): string | undefined {
  const origin = asOrigin(text);
  if (origin === undefined) return undefined;
  return origin.startsWith('https:') || LOOPBACK_HOSTS.has(new URL(origin).hostname)
    ? origin
    : undefined;
}

function asStoreHosts(text: string): readonly string[] | undefined {
  const origins = text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map((entry) => exactOrigin(entry.includes('://') ? entry : `https://${entry}`));
  const exact = origins.filter((origin) => origin !== undefined && !origin.includes('*'));
  return exact.length === origins.length ? exact.flatMap((origin) => origin ?? []) : undefined;
}
