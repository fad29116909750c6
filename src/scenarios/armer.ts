import type { Link } from './link.ts';

/** Has a cloud meet the uploads of this page with scenarios: the one in the page, or the one behind its server. */
export type Armer = {
  /** What was armed before is taken back. @param key the operator's, where one is asked for */
  arm(link: Link, key?: string): Promise<Armed>;
  disarm(): Promise<Armed>;
  /** Hears when something else has taken everything back. */
  readonly onDisarmed?: (listener: () => void) => void;
};

export type Armed =
  | { readonly kind: 'armed' }
  | { readonly kind: 'key-needed' }
  | { readonly kind: 'key-wrong' }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'refused'; readonly message: string };
