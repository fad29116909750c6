import { readFileSync } from 'node:fs';
import type { Credentials } from '../../contract/platform-call.ts';
import type { SettingReader } from './setting-reader.ts';

/** The key pair, from the environment or from files that it names. Neither half is ever printed. */

export function isSecretSetting(name: string): boolean {
  return name === 'ACCESS_KEY_ID' || name === 'ACCESS_KEY_SECRET';
}

const EXAMPLES = {
  ACCESS_KEY_ID: 'LTAI5tExampleKeyId',
  ACCESS_KEY_SECRET: 'ExampleSecret0123456789abcdefg',
} as const;
type KeyName = keyof typeof EXAMPLES;

/** Undefined when there is none, and when something is wrong with it: then there is a line about that. */
export function readCredentials(reader: SettingReader): Credentials | undefined {
  const accessKeyId = readKey(reader, 'ACCESS_KEY_ID');
  const accessKeySecret = readKey(reader, 'ACCESS_KEY_SECRET');
  if (accessKeyId.kind === 'key' && accessKeySecret.kind === 'key') {
    return { accessKeyId: accessKeyId.text, accessKeySecret: accessKeySecret.text };
  }
  if (accessKeyId.kind === 'key' && accessKeySecret.kind === 'none') {
    complainOfMissing(reader, 'ACCESS_KEY_SECRET');
  }
  if (accessKeySecret.kind === 'key' && accessKeyId.kind === 'none') {
    complainOfMissing(reader, 'ACCESS_KEY_ID');
  }
  return undefined;
}

type KeyReading =
  | { readonly kind: 'key'; readonly text: string }
  | { readonly kind: 'none' }
  /** There is a line about it already. */
  | { readonly kind: 'mistake' };

function readKey(reader: SettingReader, name: KeyName): KeyReading {
  const path = reader.text(`${name}_FILE`);
  const value = reader.text(name);
  if (path === undefined) return value === undefined ? { kind: 'none' } : check(value, name);
  const example = `for example ${name}_FILE=/run/secrets/${name.toLowerCase()}`;
  if (value !== undefined) {
    return mistake(`${name} and ${name}_FILE are both set: one of them is expected, ${example}.`);
  }
  const where = `${name}_FILE is ${looksLikePath(path) ? JSON.stringify(path) : '****'}`;
  try {
    const text = readFileSync(path, 'utf8').trim();
    if (text === '') {
      return mistake(
        `${where}: a file with the key in it is expected, and this one is empty, ${example}.`,
      );
    }
    return check(text, `${name}_FILE`);
  } catch {
    return mistake(`${where}: a file that can be read is expected, ${example}.`);
  }

  /** Signs and letters only: what a shell or an env file puts around a value would break every signature. */
  function check(text: string, setting: string): KeyReading {
    if (/^[!#-&(-~]+$/.test(text)) return { kind: 'key', text };
    return mistake(
      `${setting} is **** (${text.length} characters): a key without spaces, line ends or quotation marks is expected, for example ${EXAMPLES[name]}.`,
    );
  }

  function mistake(line: string): KeyReading {
    reader.complain(line);
    return { kind: 'mistake' };
  }
}

function complainOfMissing(reader: SettingReader, name: KeyName): void {
  reader.complain(
    `${name} is missing: the key id and the secret belong together, for example ${name}=${EXAMPLES[name]}.`,
  );
}

/** Somebody may have put the key itself where the name of its file belongs. */
function looksLikePath(text: string): boolean {
  return /^(\/|\.{1,2}[/\\]|[A-Za-z]:[/\\])/.test(text);
}
