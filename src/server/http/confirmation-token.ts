import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/**
 * Which object a confirmation is about, signed: the server keeps no list of what it issued, and still only an address that it
 * issued can be asked about. The key is made from the platform's secret, so every replica with the same settings
 * reads the tokens of the others.
 */
export type ConfirmationTokens = {
  seal(firmwareUrl: string): string;
  /** The firmwareUrl, or undefined if the token is not one of ours or no longer good. */
  open(token: string): string | undefined;
};

/**
 * A platform sweeps a file from which no package was created within the hour, and there is nothing to confirm after that; but
 * the hour begins when the file is there, and a large file on a slow line is hours on its way.
 */
const TOKEN_LIFE_MS = 24 * 60 * 60 * 1000;
/** Keeps this key apart from every other that may be made from the same secret. */
const LABEL = 'ota-drop confirmation token 1';

export function createConfirmationTokens(
  secret: string,
  now: () => number = Date.now,
): ConfirmationTokens {
  const key = Buffer.from(hkdfSync('sha256', secret, '', LABEL, 32));
  const sign = (text: string) => createHmac('sha256', key).update(text).digest('base64url');

  return {
    seal(firmwareUrl) {
      const expiresAt = (now() + TOKEN_LIFE_MS).toString(36);
      const signed = `${expiresAt}.${Buffer.from(firmwareUrl).toString('base64url')}`;
      return `${signed}.${sign(signed)}`;
    },
    open(token) {
      const end = token.lastIndexOf('.');
      const signed = token.slice(0, Math.max(end, 0));
      // Signatures are compared as text: base64 has more than one spelling of the same bytes.
      if (!equal(token.slice(end + 1), sign(signed))) return undefined;
      const [expiresAt = '', firmwareUrl = ''] = signed.split('.');
      if (Number.parseInt(expiresAt, 36) <= now()) return undefined;
      return Buffer.from(firmwareUrl, 'base64url').toString();
    },
  };
}

function equal(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
