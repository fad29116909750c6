import * as v from 'valibot';
import { settingNames } from '../settings/setting-reader.ts';
import { SETTINGS, type Setting } from '../settings/setting-table.ts';
import { wrapped } from './wrapped.ts';

const USAGE = `OTA Drop: a page that uploads firmware, and the server behind it.

  npm start                       serves page, API and, without another cloud, an embedded one
  npm start -- --check            reads the settings, looks at the disk, and says what is wrong
  npm start -- --print-config     every setting with its value; secrets are hidden
  npm start -- --print-example    every setting with its default or an example, as a file
  npm run doctor                  goes the way of an upload and says what is wrong on it
  npm run doctor -- --post        the same, and really stores one byte
  npm start -- --help, --version

Exit codes: 0 good, 1 cannot start or a fault was found, 64 unknown option, 78 wrong settings.

Settings are environment variables:
`;

const INDENT = '      ';

export function helpText(): string {
  const settings = settingNames().map((name) => {
    const { schema, meaning, usual }: Setting<unknown> = SETTINGS[name];
    const fallback = v.safeParse(v.string(), 'default' in schema ? schema.default : undefined);
    const shown = usual ?? (fallback.success && fallback.output !== '' ? fallback.output : '');
    const head = shown === '' ? `  ${name}` : `  ${name}  (${plain(shown)})`;
    return `${head}\n${wrapped(plain(meaning), INDENT)}`;
  });
  return `${USAGE}\n${settings.join('\n')}\n`;
}

/** The table is written for a page; a terminal has no code spans. */
function plain(text: string): string {
  return text.replaceAll('`', '');
}
