import * as v from 'valibot';
import { createSettingReader, settingNames, type Environment } from '../settings/setting-reader.ts';
import { ofCloud, readTargets } from '../settings/targets.ts';
import { SETTINGS, type Setting } from '../settings/setting-table.ts';

/** Every setting in one line each, as a file of an environment has them; what is a default is a comment. */
export function printConfig(env: Environment): string {
  const { text, show } = createSettingReader(env);
  const lines = settingNames().map((name) => {
    const value = text(name);
    if (value !== undefined) return shownAsLine(name, show(name));
    const { schema, usual }: Setting<unknown> = SETTINGS[name];
    const fallback = v.safeParse(v.string(), 'default' in schema ? schema.default : undefined);
    const shown = usual?.replaceAll('`', '') ?? (fallback.success ? fallback.output : '');
    return `# ${name}=${shown}`;
  });
  return `${[...lines, ...linesOfTargets(env)].join('\n')}\n`;
}

/** What stands in the file of targets, as comments: it is no part of the environment. */
function linesOfTargets(env: Environment): readonly string[] {
  const targets = readTargets(createSettingReader(env), env) ?? [];
  return targets.flatMap(({ id, label, reader: { text, show } }) => {
    const own = ofCloud().filter((name) => text(name) !== undefined);
    const lines = own.map((name) => `#   ${shownAsLine(name, show(name))}`);
    return [`# TARGETS_FILE, target "${id}" (${label}):`, ...lines];
  });
}

/** `NAME is "value"` of the reader, which hides what has to be hidden. */
function shownAsLine(name: string, shown: string): string {
  return `${name}=${shown.slice(`${name} is `.length).replace(/^"(.*)"$/, '$1')}`;
}
