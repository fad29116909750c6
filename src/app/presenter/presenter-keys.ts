export type PresenterKey = 'next' | 'back' | 'start-over';

/** As it is written on a keyboard. */
export const START_OVER_KEY = 'Alt+R';

/**
 * What a key means to a presenter. Clickers send the page keys, some send arrows. Those that a text field or a dialog needs are left to them;
 * a single letter would be in the way of speech input.
 */
export function meaningOf(event: KeyboardEvent): PresenterKey | undefined {
  if (event.repeat || event.ctrlKey || event.metaKey || event.shiftKey) return undefined;
  if (event.altKey) return event.code === 'KeyR' ? 'start-over' : undefined;
  if (document.querySelector('dialog[open]') !== null || isWriting(event.target)) return undefined;
  switch (event.key) {
    case 'PageDown':
      return 'next';
    case 'PageUp':
      return 'back';
    case 'ArrowRight':
      return needsArrows(event.target) ? undefined : 'next';
    case 'ArrowLeft':
      return needsArrows(event.target) ? undefined : 'back';
    default:
      return undefined;
  }
}

function isWriting(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches('textarea, select, input:not([type=radio])');
}

/** Tabs, choices and the list are gone through by arrows. */
function needsArrows(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('[role=tablist], [role=radiogroup], [type=radio], li[data-id], progress') !==
      null
  );
}
