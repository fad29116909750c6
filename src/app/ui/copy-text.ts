/**
 * Puts text on the clipboard. `navigator.clipboard` exists on secure origins only, and a permission may be off:
 * then the old command does it, from a field that is never seen. False if neither worked.
 */
export async function copyText(text: string): Promise<boolean> {
  if ('clipboard' in navigator) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Not allowed here: the old way may still be.
    }
  }
  return copyByCommand(text);
}

/** Selects an element's text, so that the keyboard can copy it. */
export function selectText(element: HTMLElement): void {
  getSelection()?.selectAllChildren(element);
}

function copyByCommand(text: string): boolean {
  const focused = document.activeElement;
  const field = document.createElement('textarea');
  field.value = text;
  field.readOnly = true;
  // Fixed and transparent: focusing it neither scrolls nor flashes.
  Object.assign(field.style, { position: 'fixed', inset: '0 auto auto 0', opacity: '0' });
  // Outside of a modal dialog nothing can be focused, and so nothing selected.
  (focused?.closest('dialog') ?? document.body).append(field);
  field.select();
  try {
    return document.execCommand('copy');
  } catch {
    return false;
  } finally {
    field.remove();
    if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  }
}
