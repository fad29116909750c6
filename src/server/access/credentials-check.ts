import { createHmac, randomBytes } from 'node:crypto';
import { createCounted } from '../process/counted.ts';
import { isSameSecret } from './authorization.ts';
import { isPassword, UNMATCHED, type PasswordHash } from './password-hash.ts';

/** Looks at what a user has typed, or a script has sent. */
export type CredentialsCheck = {
  /** @param from the address of the client: wrong ones are counted by it */
  check(given: Given, from: string): Promise<Checked>;
};

export type Given = { readonly name: string; readonly secret: string };

export type Checked =
  | { readonly kind: 'right' }
  | { readonly kind: 'wrong' }
  /** Too many wrong ones came from there: not even looked at. */
  | { readonly kind: 'too-many'; readonly retryAfterS: number };

const WRONG_MAX = 10;
const WRONG_WINDOW_MS = 60_000;

/** @param isRight takes its time with a password, none with a token */
export function createCredentialsCheck(
  isRight: (given: Given) => boolean | Promise<boolean>,
  now?: () => number,
): CredentialsCheck {
  const wrong = createCounted({ max: WRONG_MAX, windowMs: WRONG_WINDOW_MS, ...(now && { now }) });
  return {
    async check(given, from) {
      // Taken before it is looked at: many at the same moment are counted as well.
      const waitMs = wrong.take(from);
      if (waitMs !== undefined) return { kind: 'too-many', retryAfterS: Math.ceil(waitMs / 1000) };
      if (!(await isRight(given))) return { kind: 'wrong' };
      wrong.giveBack(from);
      return { kind: 'right' };
    },
  };
}

export function isToken(token: string): (given: Given) => boolean {
  return ({ secret }) => isSameSecret(secret, token);
}

/** A script sends its password with every call, and each look at one takes 0.1 s of a core. */
const REMEMBERED_FOR_MS = 300_000;
const REMEMBERED_MAX = 1_000;

export function isUser(
  users: ReadonlyMap<string, PasswordHash>,
  now: () => number = () => performance.now(),
): (given: Given) => Promise<boolean> {
  const key = randomBytes(32);
  const remembered = new Map<string, number>();
  /** One after the other: many at once would take all cores and 32 MiB each. */
  let latest: Promise<unknown> = Promise.resolve();

  return async ({ name, secret }) => {
    const mark = createHmac('sha256', key)
      .update(JSON.stringify([name, secret]))
      .digest('base64');
    if ((remembered.get(mark) ?? 0) > now()) return true;
    const checked = latest.then(() => isPassword(secret, users.get(name) ?? UNMATCHED));
    latest = checked.catch(() => undefined);
    if (!(await checked)) return false;
    if (remembered.size >= REMEMBERED_MAX) remembered.clear();
    remembered.set(mark, now() + REMEMBERED_FOR_MS);
    return true;
  };
}
