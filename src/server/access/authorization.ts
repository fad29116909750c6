import { createHash, timingSafeEqual } from 'node:crypto';

/** What a script puts into its `Authorization` header. */
export type Authorization =
  | { readonly kind: 'none' }
  | { readonly kind: 'bearer'; readonly token: string }
  | { readonly kind: 'basic'; readonly name: string; readonly password: string }
  /** Another scheme, or one of these that cannot be read. */
  | { readonly kind: 'other' };

export function readAuthorization(header: string | undefined): Authorization {
  if (header === undefined) return { kind: 'none' };
  const [, scheme = '', text = ''] = /^ *(\w+) +(\S+) *$/.exec(header) ?? [];
  switch (scheme.toLowerCase()) {
    case 'bearer':
      return { kind: 'bearer', token: text };
    case 'basic': {
      const pair = Buffer.from(text, 'base64').toString();
      const colon = pair.indexOf(':');
      if (colon < 0) return { kind: 'other' };
      return { kind: 'basic', name: pair.slice(0, colon), password: pair.slice(colon + 1) };
    }
    default:
      return { kind: 'other' };
  }
}

/** How long it takes says nothing about either of them. */
export function isSameSecret(given: string, expected: string): boolean {
  const [one, other] = [given, expected].map((text) => createHash('sha256').update(text).digest());
  return one !== undefined && other !== undefined && timingSafeEqual(one, other);
}
