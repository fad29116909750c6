import type { QueueHandle } from '../uploads/queue-handle.ts';

/** Shows the row and the detail of what is added next: the audience looks there, wherever the list stood. */
export function showAdded(queue: QueueHandle): void {
  const before = new Set(queue.getStill().map(({ id }) => id));
  const stop = queue.subscribe(() => {
    const added = queue.getStill().find(({ id }) => !before.has(id));
    if (added === undefined) return;
    stop();
    // Drawn first.
    requestAnimationFrame(() => showRow(added.id));
  });
}

function showRow(id: string): void {
  const row = document.querySelector(`[data-testid=upload][data-id="${CSS.escape(id)}"]`);
  const open = row?.querySelector('[data-testid=open-detail]');
  // With a count, as a mouse has it: a press by a key would take the focus along.
  if (row?.hasAttribute('data-chosen') === false) {
    open?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, detail: 1 }));
  }
  row?.scrollIntoView({ block: 'nearest' });
}
