import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { COLOR_CONTRAST_MIN, readColor } from '../../contract/access/target.ts';
import { legibleText } from '../../contract/legible-text.ts';
import { ACCESS_SETTINGS } from './access-settings.ts';
import {
  createSettingReader,
  settingNames,
  type Environment,
  type SettingReader,
} from './setting-reader.ts';
import { SETTINGS, type Setting, type SettingName } from './setting-table.ts';

/** One of several clouds, as its file names it; its cloud is read from `reader`, as if it were the only one. */
export type TargetEntry = {
  readonly id: string;
  readonly label: string;
  readonly color: string;
  readonly production: boolean;
  readonly askFirst: boolean;
  readonly reader: SettingReader;
};

const EntrySchema = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,31}$/)),
  label: v.pipe(
    v.string(),
    v.trim(),
    v.nonEmpty(),
    v.maxLength(40),
    v.check((label) => legibleText(label) === label),
  ),
  color: v.pipe(
    v.string(),
    v.regex(/^#[0-9a-f]{6}$/i),
    v.check((color) => readColor(color).lowest >= COLOR_CONTRAST_MIN),
  ),
  production: v.optional(v.boolean(), false),
  askFirst: v.optional(v.boolean(), false),
  settings: v.record(v.string(), v.string()),
});

const FileSchema = v.strictObject({
  version: v.literal(1),
  targets: v.pipe(v.array(EntrySchema), v.minLength(1), v.maxLength(20)),
});

/** What is expected of each field, with an example. */
const EXPECTED: Readonly<Record<string, string>> = {
  version: 'the version of the format is expected, for example "version": 1',
  targets: 'a list of 1 to 20 targets is expected, for example "targets": [{ "id": "staging" }]',
  id: 'lower-case letters, digits and hyphens, at most 32, are expected, for example "id": "prod-eu"',
  label:
    'a name of at most 40 characters that can be seen is expected, for example "label": "Production EU"',
  color: `a colour that stands out ${COLOR_CONTRAST_MIN} to 1 in both themes is expected, for example "color": "#dc2626"`,
  production: 'true or false is expected, for example "production": true',
  askFirst: 'true or false is expected, for example "askFirst": true',
  settings:
    'the settings of one cloud, each as text, are expected, for example "settings": { "CLOUD": "tuya" }',
};

/** What belongs to the server, not to one cloud. */
const OF_SERVER: ReadonlySet<string> = new Set([
  ...Object.keys(ACCESS_SETTINGS),
  'HOST',
  'PORT',
  'PUBLIC_URL',
  'DRAIN_S',
  'TARGETS_FILE',
  'I_KNOW_THIS_IS_OPEN',
  'LOG_FORMAT',
  'LOG_LEVEL',
  'OPERATOR_PORT',
  'OPERATOR_HOST',
  'RELAY',
]);
const ofCloud = (): readonly SettingName[] => settingNames().filter((name) => !OF_SERVER.has(name));

/** Undefined without a file, and when a line says what is wrong with it. */
export function readTargets(
  reader: SettingReader,
  env: Environment,
): readonly TargetEntry[] | undefined {
  const path = reader.text('TARGETS_FILE');
  if (path === undefined) return undefined;
  const shown = reader.show('TARGETS_FILE');
  const complain = (what: string) => reader.complain(`${shown}: ${what}.`);
  if (reader.text('CLOUD') !== undefined) {
    reader.complain(
      `${reader.show('CLOUD')}: the targets of TARGETS_FILE name their own, and this one would not be used; one of the two is expected, for example TARGETS_FILE alone.`,
    );
  }
  const json = readJson(path);
  if (json === undefined) {
    const { expected, example } = SETTINGS.TARGETS_FILE;
    complain(`${expected}, for example ${example}`);
    return undefined;
  }
  const reading = v.safeParse(FileSchema, json, { abortPipeEarly: true });
  if (!reading.success) {
    for (const issue of reading.issues) complain(faultSentence(issue));
    return undefined;
  }
  const { targets } = reading.output;
  const ids = targets.map(({ id }) => id);
  const twice = ids.find((id, at) => ids.indexOf(id) !== at);
  if (twice !== undefined) {
    complain(
      `the id "${twice}" is there twice; each id once is expected, for example "id": "prod-2"`,
    );
  }
  return targets.map(({ settings, ...target }) => ({
    ...target,
    reader: readerOf(settings, env, (what) => complain(`target "${target.id}": ${what}`)),
  }));
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

function faultSentence(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue) ?? 'the file';
  const field = path.split('.').findLast((part) => part in EXPECTED);
  return issue.type === 'strict_object' && issue.expected === 'never'
    ? `${path} is no field of a target; the fields of docs/settings.md are expected, for example ${Object.keys(EXPECTED).slice(2).join(', ')}`
    : `${path} is not as it should be; ${EXPECTED[field ?? 'targets'] ?? ''}`;
}

/** The settings of one target as an environment of their own: `$NAME` stands for a variable of the process. */
function readerOf(
  settings: Readonly<Record<string, string>>,
  env: Environment,
  complain: (what: string) => void,
): SettingReader {
  const known: readonly string[] = ofCloud();
  const own: Record<string, string> = {};
  for (const [name, value] of Object.entries(settings)) {
    if (!known.includes(name)) {
      complain(
        `${name} is no setting of a cloud; one of these is expected, for example ${known.slice(0, 6).join(', ')}`,
      );
      continue;
    }
    const [, variable] = /^\$(\w+)$/.exec(value) ?? [];
    if (variable === undefined && isSecret(name)) {
      complain(
        `${name} stands in the file itself; the name of a variable or of a file is expected, for example "${name}": "$PROD_KEY" or "${name}_FILE": "/run/secrets/key"`,
      );
      continue;
    }
    const text = variable === undefined ? value : env[variable];
    if (text === undefined || text === '') {
      complain(
        `${name} names the variable ${variable ?? ''}, which is not set; a variable with a value is expected, for example ${variable ?? name}=value`,
      );
      continue;
    }
    own[name] = text;
  }
  return createSettingReader(own);
}

function isSecret(name: string): boolean {
  const table: Readonly<Record<string, Setting<unknown>>> = SETTINGS;
  return table[name]?.isSecret === true;
}
