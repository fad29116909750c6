/**
 * What of the page is shown. It stands behind the `#` of the address: any server that has the page has all of its addresses, below
 * whatever path it is.
 */
export type Route =
  | { readonly page: 'uploads' }
  /** `id` is that of the receipt whose detail is shown. */
  | { readonly page: 'receipts'; readonly id?: string };

const RECEIPTS = '#receipts';
const UPLOADS: Route = { page: 'uploads' };

/** What is not known is the uploads. @param hash with its `#`, or empty */
export function readRoute(hash: string): Route {
  const [page, id = '', ...rest] = hash.split('/');
  if (page !== RECEIPTS || rest.length > 0) return UPLOADS;
  const name = decoded(id);
  return name === undefined || name === '' ? { page: 'receipts' } : { page: 'receipts', id: name };
}

export function hashOf(route: Route): string {
  if (route.page === 'uploads') return '';
  return route.id === undefined ? RECEIPTS : `${RECEIPTS}/${encodeURIComponent(route.id)}`;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
