import { readFileSync } from 'node:fs';
import type { Credentials } from '../../contract/platform-call.ts';
import { hidden, type SettingReader } from './setting-reader.ts';
import { SETTINGS } from './setting-table.ts';

type KeyName =
  | 'ACCESS_KEY_ID'
  | 'ACCESS_KEY_SECRET'
  | 'SECURITY_TOKEN'
  | 'SIGN_IN_TOKEN'
  | 'SESSION_SECRET'
  | 'REDIS_URL';

/** The key pair, from the environment or from files that it names. Undefined when there is none, or when a line says why not. */
export function readCredentials(reader: SettingReader): Credentials | undefined {
  const accessKeyId = readKey(reader, 'ACCESS_KEY_ID');
  const accessKeySecret = readKey(reader, 'ACCESS_KEY_SECRET');
  if (accessKeyId !== undefined && accessKeySecret !== undefined) {
    return { accessKeyId, accessKeySecret };
  }
  if (accessKeyId !== undefined) complainIfMissing(reader, 'ACCESS_KEY_SECRET');
  if (accessKeySecret !== undefined) complainIfMissing(reader, 'ACCESS_KEY_ID');
  return undefined;
}

/** A key, from the environment or from the file that it names. Undefined when there is none, or when a line says why not. */
export function readKey(reader: SettingReader, name: KeyName): string | undefined {
  const fileName = `${name}_FILE` as const;
  const path = reader.text(fileName);
  if (path === undefined) return reader.read(name);
  const { expected, example } = SETTINGS[fileName];
  if (reader.text(name) !== undefined) {
    reader.complain(
      `${name} and ${fileName} are both set: one of them is expected, for example ${example}.`,
    );
    return undefined;
  }
  const shown = `${fileName} is ${looksLikePath(path) ? JSON.stringify(path) : '****'}`;
  let key: string;
  try {
    key = readFileSync(path, 'utf8').trim();
  } catch {
    reader.complain(`${shown}: ${expected}, for example ${example}.`);
    return undefined;
  }
  if (key !== '') return reader.parse(name, key, hidden(fileName, key));
  reader.complain(
    `${shown}: a file with the key in it is expected, and this one is empty, for example ${example}.`,
  );
  return undefined;
}

function complainIfMissing(
  reader: SettingReader,
  name: 'ACCESS_KEY_ID' | 'ACCESS_KEY_SECRET',
): void {
  if (reader.text(name) !== undefined || reader.text(`${name}_FILE`) !== undefined) return;
  reader.complain(
    `${name} is missing: the key id and the secret belong together, for example ${name}=${SETTINGS[name].example}.`,
  );
}

/** The key itself may stand by mistake where the name of its file belongs. */
function looksLikePath(text: string): boolean {
  return /^(\/|\.{1,2}[/\\]|[A-Za-z]:[/\\])/.test(text);
}
