import { randomBytes, scryptSync } from 'node:crypto';
import { createInterface } from 'node:readline/promises';

// `npm run hash-password`: asks for a password and prints a line for SIGN_IN_USERS_FILE.

/** 32 MiB and about 0.1 s for each guess. */
const COST = { ln: 15, r: 8, p: 1 };
const SALT_BYTES = 16;
const HASH_BYTES = 32;
const PASSWORD_MIN_CHARS = 10;

/**
 * The PHC form of scrypt: `$scrypt$ln=15,r=8,p=1$salt$hash`, base64 without padding.
 * @param {string} password
 */
function hashPassword(password) {
  const { ln, r, p } = COST;
  const salt = randomBytes(SALT_BYTES);
  const maxmem = 256 * 2 ** ln * r;
  const hash = scryptSync(password.normalize('NFC'), salt, HASH_BYTES, {
    N: 2 ** ln,
    r,
    p,
    maxmem,
  });
  return `$scrypt$ln=${ln},r=${r},p=${p}$${base64(salt)}$${base64(hash)}`;
}

/** @param {Buffer} bytes */
function base64(bytes) {
  return bytes.toString('base64').replace(/=+$/, '');
}

/** What is typed is not shown; a pipe gives its first two lines. */
async function main() {
  const terminal = process.stdin.isTTY;
  const lines = createInterface({ input: process.stdin, output: process.stderr, terminal });
  const answers = lines[Symbol.asyncIterator]();
  const ask = async (/** @type {string} */ question) => {
    process.stderr.write(question);
    const { value } = await answers.next();
    return String(value ?? '');
  };
  const name = (await ask('Name of the user: ')).trim();
  process.stderr.write(
    `Password, at least ${PASSWORD_MIN_CHARS} characters${terminal ? ' (not shown)' : ''}: `,
  );
  if (terminal) Object.assign(lines, { _writeToOutput() {} });
  const { value } = await answers.next();
  const password = String(value ?? '');
  lines.close();
  process.stderr.write('\n');
  if (name === '' || /[:\s]/.test(name))
    return fail('A name without spaces and colons is expected.');
  if (password.length < PASSWORD_MIN_CHARS) {
    return fail(`A password of at least ${PASSWORD_MIN_CHARS} characters is expected.`);
  }
  process.stdout.write(`${name}:${hashPassword(password)}\n`);
  process.stderr.write(
    'Add this line to the file that SIGN_IN_USERS_FILE names, then start the server again.\n',
  );
}

/** @param {string} message */
function fail(message) {
  process.stderr.write(`${message} Nothing was printed; try again.\n`);
  process.exitCode = 1;
}

await main();
