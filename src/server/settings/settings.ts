import { DEFAULT_REGION, DIALECT_RULES, type Dialect } from '../../contract/dialect.ts';
import type { Credentials, PlatformAccess } from '../../contract/platform-call.ts';
import type { AccessRules } from '../access/sign-in-rules.ts';
import { isLoopback } from '../process/loopback.ts';
import { complainOfUnusedBucket, readBucket, type OwnBucketSettings } from './bucket.ts';
import { readCredentials, readKey } from './credentials.ts';
import type { OperationsSettings, RetentionRules } from './operations-settings.ts';
import { readAccess } from './sign-in.ts';
import { readTargets, type TargetEntry } from './targets.ts';
import { createSettingReader, type Environment, type SettingReader } from './setting-reader.ts';
import type { SettingValues } from './setting-table.ts';

/** What the environment says, parsed once at boot. */
export type Settings = {
  readonly host: string;
  readonly port: number;
  /** Where browsers reach the page, when that is not where it listens. */
  readonly publicUrl: string | undefined;
  /** How long what is under way may go on after the signal to end. */
  readonly drainMs: number;
  /** Calls to the platform; 0 for as many as may come. */
  readonly ticketsPerSecond: number;
  readonly operations: OperationsSettings;
  /** Whether files go through this server to the store. */
  readonly hasRelay: boolean;
  /** Who may use the API. */
  readonly accessRules: AccessRules;
  /** Where it is recorded who asked for what. */
  readonly auditFile: string | undefined;
  /** What all replicas share; undefined for a process that counts for itself. */
  readonly redisUrl: string | undefined;
  /** The one cloud, or the first of several. */
  readonly cloud: CloudSettings;
  /** Undefined where there is one cloud without a name. */
  readonly targets: readonly TargetSettings[] | undefined;
};

/** One of several clouds. */
export type TargetSettings = Omit<TargetEntry, 'reader'> &
  Pick<Settings, 'cloud' | 'ticketsPerSecond'>;

export type CloudSettings = EmbeddedSettings | LiveSettings | OwnBucketSettings;

export type EmbeddedSettings = {
  readonly kind: 'embedded';
  readonly port: number;
  readonly publicUrl: string | undefined;
  readonly dataDir: string;
  readonly ticketLifeMs: number;
  readonly quotaBytes: number;
  readonly retention: RetentionRules;
  /** Undefined: the process makes up a pair that no other process knows. */
  readonly credentials: Credentials | undefined;
};

export type LiveSettings = {
  readonly kind: 'live';
  readonly access: PlatformAccess;
  /** Exact origins of the buckets that firmware may be sent to. */
  readonly storeHosts: readonly string[];
};

export type SettingsReading =
  | { readonly kind: 'settings'; readonly settings: Settings }
  /** Every mistake at once, each in one line. */
  | { readonly kind: 'mistakes'; readonly mistakes: readonly string[] };

/** A platform lets an account make ten calls a second, in all processes together. */
const LIVE_TICKETS_PER_SECOND = 8;

export function readSettings(env: Environment): SettingsReading {
  const reader = createSettingReader(env);
  const page = readPage(reader);
  const accessRules = readAccess(reader, page);
  const targets =
    reader.text('TARGETS_FILE') === undefined ? undefined : readTargetClouds(reader, env, page);
  const only = targets === undefined ? readCloud(reader, page) : targets[0];
  const operations = readOperations(reader, page);
  const hasRelay = reader.read('RELAY');
  const { mistakes } = reader;
  if (mistakes.length > 0 || only === undefined) return { kind: 'mistakes', mistakes };
  const { cloud, ticketsPerSecond } = only;
  const settings = { ...page, accessRules, operations, hasRelay, ticketsPerSecond, cloud, targets };
  return { kind: 'settings', settings };
}

type OneCloud = Pick<Settings, 'cloud' | 'ticketsPerSecond'>;

function readCloud(reader: SettingReader, page: PageSettings): OneCloud | undefined {
  const credentials = readCredentials(reader);
  const kind = reader.read('CLOUD');
  const cloud = readCloudOf(reader, kind, page, credentials);
  const ticketsPerSecond =
    reader.read('TICKETS_PER_SECOND') ?? (cloud?.kind === 'live' ? LIVE_TICKETS_PER_SECOND : 0);
  return cloud && { cloud, ticketsPerSecond };
}

function readCloudOf(
  reader: SettingReader,
  kind: SettingValues['CLOUD'],
  page: PageSettings,
  credentials: Credentials | undefined,
): CloudSettings | undefined {
  if (kind === 'bucket') return readBucket(reader, credentials);
  complainOfUnusedBucket(reader, kind);
  return kind === 'embedded'
    ? readEmbedded(reader, page, credentials)
    : readLive(reader, kind, credentials);
}

function readTargetClouds(
  reader: SettingReader,
  env: Environment,
  page: PageSettings,
): readonly TargetSettings[] {
  const shown = reader.show('TARGETS_FILE');
  const targets = (readTargets(reader, env) ?? []).flatMap(({ reader: own, ...target }) => {
    const one = readCloud(own, page);
    for (const line of own.mistakes) reader.complain(`${shown}: target "${target.id}": ${line}`);
    return one === undefined ? [] : [{ ...target, ...one }];
  });
  const embedded = targets.flatMap(({ cloud }) => (cloud.kind === 'embedded' ? [cloud] : []));
  for (const name of ['port', 'dataDir'] as const) {
    const values = embedded.map((cloud) => cloud[name]).filter((value) => value !== 0);
    const twice = values.find((value, at) => values.indexOf(value) !== at);
    if (twice === undefined) continue;
    const setting = name === 'port' ? 'CLOUD_PORT' : 'DATA_DIR';
    reader.complain(
      `${shown}: two embedded targets have ${setting} ${twice}; one for each is expected, for example "${setting}": "${name === 'port' ? 8082 : '.data-staging'}".`,
    );
  }
  return targets;
}

type PageSettings = Omit<
  Settings,
  'cloud' | 'ticketsPerSecond' | 'accessRules' | 'targets' | 'operations' | 'hasRelay'
>;

function readPage(reader: SettingReader): PageSettings {
  const host = reader.read('HOST');
  const isKnownOpen = reader.read('I_KNOW_THIS_IS_OPEN');
  const asksNobody = (reader.text('SIGN_IN') ?? 'none') === 'none';
  if (!isLoopback(host) && !isKnownOpen && asksNobody) {
    reader.complain(
      `${reader.show('HOST')}: everyone who reaches this address could upload, since nobody has to sign in. ` +
        'Loopback is expected, for example 127.0.0.1; or a way to sign in, for example SIGN_IN=token; or set I_KNOW_THIS_IS_OPEN=1 if that is what you want, with PUBLIC_URL set to the address people open.',
    );
  }
  return {
    host,
    port: reader.read('PORT'),
    publicUrl: reader.read('PUBLIC_URL'),
    drainMs: reader.read('DRAIN_S'),
    auditFile: reader.read('AUDIT_FILE'),
    redisUrl: readKey(reader, 'REDIS_URL'),
  };
}

function readOperations(reader: SettingReader, page: PageSettings): OperationsSettings {
  const operatorPort = reader.read('OPERATOR_PORT');
  if (operatorPort !== undefined && operatorPort !== 0 && operatorPort === page.port) {
    reader.complain(
      `OPERATOR_PORT is ${operatorPort}: the page listens there already (PORT); what is for the operator alone needs a port of its own, for example 9090.`,
    );
  }
  return {
    logFormat: reader.read('LOG_FORMAT'),
    logLevel: reader.read('LOG_LEVEL'),
    operatorPort,
    operatorHost: reader.read('OPERATOR_HOST'),
  };
}

function readEmbedded(
  reader: SettingReader,
  page: PageSettings,
  credentials: Credentials | undefined,
): EmbeddedSettings {
  const port = reader.read('CLOUD_PORT');
  const publicUrl = reader.read('CLOUD_PUBLIC_URL');
  if (port !== 0 && port === page.port) {
    reader.complain(
      `CLOUD_PORT is ${port}: the page listens there already (PORT), and the embedded cloud needs a port of its own, for example ${port === 8081 ? 8080 : 8081}.`,
    );
  }
  if (page.publicUrl?.startsWith('https:') && publicUrl !== undefined && isPlain(publicUrl)) {
    reader.complain(
      `${reader.show('CLOUD_PUBLIC_URL')}: from a page that is opened by https (PUBLIC_URL) browsers send nothing to http; an https origin is expected, for example https://store.example.com.`,
    );
  }
  return {
    kind: 'embedded',
    port,
    publicUrl,
    dataDir: reader.read('DATA_DIR'),
    ticketLifeMs: reader.read('TICKET_LIFE_S'),
    quotaBytes: reader.read('STORE_QUOTA_GIB'),
    retention: { keepMs: reader.read('KEEP_DAYS'), keepBytes: reader.read('KEEP_GIB') },
    credentials,
  };
}

function readLive(
  reader: SettingReader,
  dialect: Dialect,
  credentials: Credentials | undefined,
): LiveSettings | undefined {
  const regionId = reader.read('REGION_ID');
  const endpoint =
    reader.read('CLOUD_ENDPOINT') ?? DIALECT_RULES[dialect].endpointOf(regionId ?? DEFAULT_REGION);
  if (endpoint === undefined && reader.text('CLOUD_ENDPOINT') === undefined) {
    reader.complain(
      `CLOUD_ENDPOINT is missing: CLOUD=${dialect} needs the origin of the platform, for example https://si-d6e8.tuyacloud.com:8686.`,
    );
  }
  if (credentials === undefined && !reader.mistakes.some((line) => line.startsWith('ACCESS_KEY'))) {
    reader.complain(
      `ACCESS_KEY_ID and ACCESS_KEY_SECRET are missing: CLOUD=${dialect} signs its calls with them; set both, or name files with ACCESS_KEY_ID_FILE and ACCESS_KEY_SECRET_FILE, for example ACCESS_KEY_SECRET_FILE=/run/secrets/access_key_secret.`,
    );
  }
  const storeHosts = reader.read('STORE_HOSTS');
  const iotInstanceId = reader.read('IOT_INSTANCE_ID');
  if (endpoint === undefined || credentials === undefined) return undefined;
  return {
    kind: 'live',
    access: { dialect, endpoint, credentials, iotInstanceId, regionId },
    storeHosts,
  };
}

/** http to another machine; to this one browsers allow it from everywhere. */
function isPlain(origin: string): boolean {
  return origin.startsWith('http:') && !isLoopback(new URL(origin).hostname);
}
