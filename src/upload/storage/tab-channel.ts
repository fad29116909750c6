/** Tells the other tabs of this browser that something they may have read has changed. */
export type TabChannel = {
  ring(): void;
  /** Called when another tab has rung, never for one's own. */
  onRing(listener: () => void): void;
};

/** Without the channel every tab goes by what it has read itself. */
export function createTabChannel(name: string): TabChannel {
  const channel = openChannel(name);
  return {
    ring: () => channel?.postMessage('changed'),
    onRing: (listener) => channel?.addEventListener('message', listener),
  };
}

/** Where storage is forbidden the channel may be as well. */
function openChannel(name: string): BroadcastChannel | undefined {
  try {
    return new BroadcastChannel(name);
  } catch {
    return undefined;
  }
}
