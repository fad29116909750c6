import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { legibleText } from '../../contract/legible-text.ts';
import { USER_NAME_MAX_CHARS } from '../../contract/access/session.ts';
import { parsePasswordHash, type PasswordHash } from '../access/password-hash.ts';
import type { AccessRules, SessionRules, SignInRules } from '../access/sign-in-rules.ts';
import { isLoopback } from '../process/loopback.ts';
import { readKey } from './credentials.ts';
import type { SettingReader } from './setting-reader.ts';
import { SETTINGS, type SettingName } from './setting-table.ts';

/** Which settings belong to one way of signing in: set without it, they would protect nothing. */
const OF_KIND: Readonly<Record<Exclude<SignInRules['kind'], 'none'>, readonly SettingName[]>> = {
  token: ['SIGN_IN_TOKEN', 'SIGN_IN_TOKEN_FILE'],
  password: ['SIGN_IN_USERS_FILE'],
  proxy: [],
};

type Page = { readonly host: string; readonly publicUrl: string | undefined };

export function readAccess(reader: SettingReader, page: Page): AccessRules {
  const kind = reader.read('SIGN_IN');
  complainIfIdle(reader, kind);
  if (kind === 'token' || kind === 'password') complainIfReadable(reader, page);
  const proxies = reader.read('TRUSTED_PROXIES');
  return {
    signIn: readSignIn(reader, kind) ?? { kind: 'none' },
    proxies,
    ticketsPerUserDay: reader.read('TICKETS_PER_USER_DAY'),
  };
}

function readSignIn(reader: SettingReader, kind: SignInRules['kind']): SignInRules | undefined {
  const header = reader.read('IDENTITY_HEADER');
  const lifeMs = reader.read('SESSION_LIFE_S');
  const secret = readKey(reader, 'SESSION_SECRET');
  switch (kind) {
    case 'none':
      return { kind };
    case 'proxy':
      if (reader.text('TRUSTED_PROXIES') === undefined) {
        reader.complain(
          `TRUSTED_PROXIES is missing: with SIGN_IN=proxy the addresses of the proxy are expected, for example TRUSTED_PROXIES=${SETTINGS.TRUSTED_PROXIES.example}.`,
        );
      }
      return { kind, header };
    case 'token': {
      const token = readKey(reader, 'SIGN_IN_TOKEN');
      if (token === undefined) {
        complainIfUnset(reader, OF_KIND.token, 'SIGN_IN=token needs the token that users share');
        return undefined;
      }
      return { kind, token, sessions: { secret: secret ?? token, lifeMs } };
    }
    case 'password': {
      const users = readUsers(reader);
      const sessions: SessionRules = { secret: secret ?? randomBytes(32).toString('hex'), lifeMs };
      return users && { kind, users, sessions };
    }
  }
}

function readUsers(reader: SettingReader): ReadonlyMap<string, PasswordHash> | undefined {
  const path = reader.text('SIGN_IN_USERS_FILE');
  const { expected, example } = SETTINGS.SIGN_IN_USERS_FILE;
  if (path === undefined) {
    complainIfUnset(reader, OF_KIND.password, 'SIGN_IN=password needs a file with its users');
    return undefined;
  }
  const shown = reader.show('SIGN_IN_USERS_FILE');
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    reader.complain(`${shown}: ${expected}, for example ${example}.`);
    return undefined;
  }
  const users = new Map<string, PasswordHash>();
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0)).trim();
    const hash = parsePasswordHash(line.slice(colon + 1).trim());
    const isName = name !== '' && name.length <= USER_NAME_MAX_CHARS && legibleText(name) === name;
    if (!isName || hash === undefined || users.has(name)) {
      const wrong = users.has(name) ? 'names a user for the second time' : 'is no user';
      reader.complain(
        `${shown}: its line ${at + 1} ${wrong}; name:hash is expected, each name once, for example the line that \`npm run hash-password\` prints.`,
      );
      return undefined;
    }
    users.set(name, hash);
  }
  if (users.size > 0) return users;
  reader.complain(
    `${shown}: a line for each user is expected, and this file has none, for example the line that \`npm run hash-password\` prints.`,
  );
  return undefined;
}

/** One complaint for each cause: a value that is there and wrong has its own. */
function complainIfUnset(reader: SettingReader, names: readonly SettingName[], what: string): void {
  if (names.some((name) => reader.text(name) !== undefined)) return;
  const [name = 'SIGN_IN'] = names;
  const file = names.at(-1) ?? name;
  reader.complain(`${name} is missing: ${what}, for example ${SETTINGS[file].example}.`);
}

/** An operator who sets a token wants it to be asked for. */
function complainIfIdle(reader: SettingReader, kind: SignInRules['kind']): void {
  for (const [needed, names] of Object.entries(OF_KIND)) {
    const set = names.find((name) => reader.text(name) !== undefined);
    if (needed === kind || set === undefined) continue;
    reader.complain(
      `SIGN_IN is ${JSON.stringify(kind)}: with ${set} set it would not be asked for; the way to sign in that it belongs to is expected, for example SIGN_IN=${needed}.`,
    );
  }
}

/** What is typed, and the cookie after it, could be read on the way. */
function complainIfReadable(reader: SettingReader, { host, publicUrl }: Page): void {
  const isPlain = publicUrl !== undefined && !publicUrl.startsWith('https:');
  const isFar =
    publicUrl === undefined ? !isLoopback(host) : !isLoopback(new URL(publicUrl).hostname);
  if (!isFar || (!isPlain && publicUrl !== undefined)) return;
  const shown = publicUrl === undefined ? 'PUBLIC_URL is missing' : reader.show('PUBLIC_URL');
  reader.complain(
    `${shown}: users sign in at this address, and by http what they type could be read on the way; the https origin of the proxy before this server is expected, for example PUBLIC_URL=https://ota.example.com.`,
  );
}
