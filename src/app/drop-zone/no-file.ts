/** Something was dropped that has no file in it, or none that the page gets. */
export type NoFile =
  /** A file of this computer that the browser keeps to itself: WebKitGTK 2.50 does so with every file, and empties its address. */
  | 'withheld'
  /** A link of another page or the address bar: what it leads to was not downloaded. */
  | 'link'
  /** Text, most of the time. */
  | 'notAFile';

/** Undefined for files, and for text that is dropped where one writes. */
export function noFileIn(
  transfer: Pick<DataTransfer, 'types' | 'getData'>,
  target: EventTarget | null,
): NoFile | undefined {
  const types = new Set(transfer.types);
  if (types.has('Files') || isForText(target)) return undefined;
  if (types.has('text/uri-list') && /^$|^file:/i.test(transfer.getData('text/uri-list'))) {
    return 'withheld';
  }
  const isLink =
    types.has('text/uri-list') ||
    types.has('text/x-moz-url') ||
    /^https?:\/\/\S+$/i.test(transfer.getData('text/plain').trim());
  return isLink ? 'link' : 'notAFile';
}

/** What is pasted or dropped there is text for a field. */
export function isForText(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea') !== null;
}
