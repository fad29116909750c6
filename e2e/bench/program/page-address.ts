import type { Backend } from './backend.ts';
import type { PageName } from './options.ts';

/** Ours computes three checksums and shows them; the others know that the store has answered. */
export function proves(page: PageName): boolean {
  return page === 'ours' || page === 'against';
}

export function addressOf(backend: Backend, page: PageName): string {
  return proves(page) ? backend.addressOf(page) : `${backend.addressOf('peers')}/${page}.html`;
}
