import type { KeyboardEvent } from 'react';

export type ListKeys = {
  readonly shown: readonly { readonly id: string }[];
  readonly onGoTo: (id: string) => void;
  readonly onEscape: () => void;
};

/** Rows that a press on Page Up or Page Down passes over. */
const PAGE = 10;

/** Keys of the list: arrows, Home, End and the page keys go to a row, `c` copies the address of the one they are on. */
export function listKeys({ shown, onGoTo, onEscape }: ListKeys) {
  return (event: KeyboardEvent<HTMLElement>) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const row = rowAt(event.target);
    if (row === undefined) return;
    if (event.key === 'c') {
      const copy = row.querySelector('[data-testid=copy-firmware-url]');
      if (copy instanceof HTMLElement) copy.click();
      return;
    }
    if (event.key === 'Escape') return onEscape();
    const at = shown.findIndex(({ id }) => id === row.dataset['id']);
    const to = targetOf(event.key, at, shown.length - 1);
    if (at === -1 || to === undefined) return;
    event.preventDefault();
    const id = shown[Math.max(0, Math.min(to, shown.length - 1))]?.id;
    if (id !== undefined) onGoTo(id);
  };
}

function rowAt(target: EventTarget): HTMLElement | undefined {
  const row = target instanceof Element ? target.closest('li[data-id]') : null;
  return row instanceof HTMLElement ? row : undefined;
}

function targetOf(key: string, at: number, last: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return at + 1;
    case 'ArrowUp':
      return at - 1;
    case 'PageDown':
      return at + PAGE;
    case 'PageUp':
      return at - PAGE;
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return undefined;
  }
}
