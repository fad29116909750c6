import * as v from 'valibot';
import { settingNames } from '../settings/setting-reader.ts';
import { SETTINGS, type Setting } from '../settings/setting-table.ts';
import { wrapped } from './wrapped.ts';

const HEAD = `# Settings of OTA Drop, each with its default or an example. Made from the table of settings: npm start -- --print-example
#
#   cp .env.example .env && npm start
`;

/** `.env.example`: every setting, commented out. */
export function environmentFile(): string {
  const settings = settingNames().map((name) => {
    const { schema, meaning, example }: Setting<unknown> = SETTINGS[name];
    const fallback = v.safeParse(v.string(), 'default' in schema ? schema.default : undefined);
    const value = fallback.success && fallback.output !== '' ? fallback.output : example;
    const words = wrapped(meaning.replaceAll('`', ''), '# ');
    return `\n${words}\n# ${name}=${value.replace(`${name}=`, '')}\n`;
  });
  return HEAD + settings.join('');
}
