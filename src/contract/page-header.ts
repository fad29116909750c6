/**
 * The name that a page gives itself with every ticket call, made by chance when it is opened: many calls of one page do not keep those
 * of another one waiting. Only to the server that the page came from: any other backend would have to allow the header.
 */
export const PAGE_HEADER = 'x-ota-drop-page';
