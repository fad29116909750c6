import type { QueueHandle } from '../uploads/queue-handle.ts';

/** Shows the row and the detail of what is added next: the audience looks there, wherever the list stood. */
export function showAdded(queue: QueueHandle): void {
  const before = new Set(queue.getStill().map(({ id }) => id));
  const stop = queue.subscribe(() => {
    const added = queue.getStill().find(({ id }) => !before.has(id));
    if (added === undefined) return;
    stop();
    showDrawn(added.id, FRAMES_MAX);
  });
}

/** A slow machine draws it some frames later. */
const FRAMES_MAX = 120;

function showDrawn(id: string, framesLeft: number): void {
  requestAnimationFrame(() => {
    const row = document.querySelector(`[data-testid=upload][data-id="${CSS.escape(id)}"]`);
    if (row !== null) showRow(row);
    else if (framesLeft > 0) showDrawn(id, framesLeft - 1);
  });
}

function showRow(row: Element): void {
  // With a count, as a mouse has it: a press by a key would take the focus along.
  if (!row.hasAttribute('data-chosen')) {
    row
      .querySelector('[data-testid=open-detail]')
      ?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, detail: 1 }));
  }
  row.scrollIntoView({ block: 'nearest' });
}
