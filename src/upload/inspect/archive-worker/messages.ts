import type { Listing } from './listing.ts';

/** What the page asks the archive worker; the answer comes through the port that goes with it. */
export type PeekJob = { readonly blob: Blob; readonly port: MessagePort };

export type PeekAnswer =
  | { readonly kind: 'listed'; readonly listing: Listing }
  | { readonly kind: 'no-archive' }
  | { readonly kind: 'unreadable' };
