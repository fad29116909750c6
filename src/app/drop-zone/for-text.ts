/** What is pasted or dropped there is text for somebody who writes. */
export function isForText(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea') !== null;
}
