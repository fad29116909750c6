import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** A scrypt hash as `npm run hash-password` prints it: the PHC form, `$scrypt$ln=15,r=8,p=1$salt$hash`. */
export type PasswordHash = {
  readonly ln: number;
  readonly r: number;
  readonly p: number;
  readonly salt: Buffer;
  readonly hash: Buffer;
};

const FORM = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([\w+/-]{16,})\$([\w+/-]{22,})$/;
/** Less than this is guessed too fast, more takes this server's memory away. */
const LN = { min: 14, max: 18 };

export function parsePasswordHash(text: string): PasswordHash | undefined {
  const [, ln, r, p, salt = '', hash = ''] = FORM.exec(text) ?? [];
  const numbers = { ln: Number(ln), r: Number(r), p: Number(p) };
  const isFit =
    numbers.ln >= LN.min &&
    numbers.ln <= LN.max &&
    numbers.r === 8 &&
    numbers.p >= 1 &&
    numbers.p <= 4;
  return isFit
    ? { ...numbers, salt: Buffer.from(salt, 'base64'), hash: Buffer.from(hash, 'base64') }
    : undefined;
}

/** For an unknown name: it takes as long to refuse as a wrong password. */
export const UNMATCHED: PasswordHash = {
  ln: 15,
  r: 8,
  p: 1,
  salt: randomBytes(16),
  // No password is known that leads to it.
  hash: randomBytes(32),
};

export async function isPassword(password: string, known: PasswordHash): Promise<boolean> {
  const { ln, r, p, salt, hash } = known;
  const options = { N: 2 ** ln, r, p, maxmem: 256 * 2 ** ln * r };
  const given = await new Promise<Buffer>((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, hash.length, options, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
  return timingSafeEqual(given, hash);
}
