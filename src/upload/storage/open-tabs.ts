/** Which tabs of this browser are open: what another one is still busy with is not to be called interrupted. */
export type OpenTab = {
  /** This tab's id; a reload keeps it. */
  readonly id: string;
  /** Whether the tab of that id is open. A crashed one is not. */
  isOpen(id: string): Promise<boolean>;
};

export type OpenTabOptions = {
  /** Undefined where browsers have none, on plain http under a name: then every other tab counts as closed. */
  readonly locks: LockManager | undefined;
  /** Survives a reload of this tab alone; undefined when storage is forbidden. */
  readonly session: Pick<Storage, 'getItem' | 'setItem'> | undefined;
};

const SESSION_KEY = 'ota-drop-tab';
/** A reloaded page waits this long for the one before it to be gone; a copied tab has the same id and never goes. */
const PREDECESSOR_MS = 1_000;

/** Takes the tab's lock, which ends with the tab, however that goes. */
export async function registerTab({ locks, session }: OpenTabOptions): Promise<OpenTab> {
  const before = session?.getItem(SESSION_KEY) ?? undefined;
  const id = before !== undefined && (await hold(locks, before)) ? before : newId();
  if (id !== before) {
    await hold(locks, id);
    keep(session, id);
  }
  return {
    id,
    async isOpen(other) {
      if (other === id) return true;
      const { held = [] } = (await locks?.query()) ?? {};
      return held.some(({ name }) => name === lockName(other));
    },
  };
}

/** Storage may be full; the tab then is a new one after a reload. */
function keep(session: OpenTabOptions['session'], id: string): void {
  try {
    session?.setItem(SESSION_KEY, id);
  } catch {
    // Nothing depends on it.
  }
}

/** True once this document holds the tab's lock, for as long as it lives. */
function hold(locks: LockManager | undefined, id: string): Promise<boolean> {
  if (locks === undefined) return Promise.resolve(true);
  return new Promise((resolve) => {
    locks
      .request(lockName(id), { signal: AbortSignal.timeout(PREDECESSOR_MS) }, () => {
        resolve(true);
        return new Promise<never>(() => {});
      })
      .catch(() => resolve(false));
  });
}

function lockName(id: string): string {
  return `ota-drop-tab-${id}`;
}

function newId(): string {
  // Not randomUUID: that one is missing on plain http.
  return [...crypto.getRandomValues(new Uint8Array(8))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}
