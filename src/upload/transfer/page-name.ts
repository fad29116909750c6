import { PAGE_HEADER } from '../../contract/ticket.ts';

/** By chance, and no secret; `randomUUID` is missing where a page came by plain http. */
const NAME = [...crypto.getRandomValues(new Uint32Array(3))]
  .map((part) => part.toString(36))
  .join('');

/** The header by which its own server tells this page from others; none for another backend, which might not allow it. */
export function pageHeader(endpoint: string): Readonly<Record<string, string>> {
  return new URL(endpoint).origin === location.origin ? { [PAGE_HEADER]: NAME } : {};
}
