/** Tells the other tabs of this browser that something they may have read has changed. */
export type TabChannel = {
  announce(): void;
  /** Called when another tab has announced a change, never for one's own. */
  onChange(listener: () => void): void;
};

/** Without the channel every tab goes by what it has read itself. */
export function createTabChannel(name: string): TabChannel {
  const channel = openChannel(name);
  return {
    announce: () => channel?.postMessage('changed'),
    onChange: (listener) => channel?.addEventListener('message', listener),
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
