import * as v from 'valibot';
import { createSettingReader, settingNames, type Environment } from '../settings/setting-reader.ts';
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
  return `${lines.join('\n')}\n`;
}

/** `NAME is "value"` of the reader, which hides what has to be hidden. */
function shownAsLine(name: string, shown: string): string {
  return `${name}=${shown.slice(`${name} is `.length).replace(/^"(.*)"$/, '$1')}`;
}
