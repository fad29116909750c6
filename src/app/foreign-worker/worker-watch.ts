/**
 * Service workers of other programs. Ports and localhost are shared: what another project once registered there stands
 * between this page and the network, keeps the progress of uploads from it and may answer from a cache of its own. This page
 * has no worker; a demo's that was left behind here is another program's as well.
 */
export type WorkerWatch = {
  /** Address of the script that controls this page now. */
  getSnapshot(): string | undefined;
  subscribe(listener: () => void): () => void;
  /**
   * Unregisters what covers this page, so that the next load is free of it. `reloading`: that load has begun, and nothing is to
   * be shown before.
   */
  leave(): Promise<'free' | 'reloading' | 'controlled'>;
};

export type WorkerWatchOptions = {
  /** Undefined where browsers have none, on plain http under a name. */
  readonly container: Container | undefined;
  /** Survives a reload; without it the page could not tell the first one from the hundredth, and does not reload at all. */
  readonly session: Pick<Storage, 'getItem' | 'setItem'> | undefined;
  readonly pageUrl: string;
  readonly reload: () => void;
};

/** Of `navigator.serviceWorker`. */
type Container = Pick<EventTarget, 'addEventListener' | 'removeEventListener'> & {
  readonly controller: { readonly scriptURL: string } | null;
  getRegistrations(): Promise<readonly Pick<ServiceWorkerRegistration, 'scope' | 'unregister'>[]>;
};

const SESSION_KEY = 'ota-drop-left-worker';
/** A browser whose registrations are broken may never answer. */
const LEAVE_WITHIN_MS = 2_000;

export function createWorkerWatch(options: WorkerWatchOptions): WorkerWatch {
  const { container, session, pageUrl, reload } = options;
  const controller = () => container?.controller?.scriptURL;
  return {
    getSnapshot: controller,
    subscribe(listener) {
      const change = () => {
        // It has taken over an open page; uploads may be under way, so that only the user reloads.
        unregister().catch(() => undefined);
        listener();
      };
      container?.addEventListener('controllerchange', change);
      return () => container?.removeEventListener('controllerchange', change);
    },
    async leave() {
      const tooLong = new Promise<false>((resolve) => {
        setTimeout(() => resolve(false), LEAVE_WITHIN_MS);
      });
      const hasLeft = await Promise.race([unregister(), tooLong]).catch(() => false);
      if (controller() === undefined) return 'free';
      if (!hasLeft || !isFirst()) return 'controlled';
      reload();
      return 'reloading';
    },
  };

  /** Those of other parts of the address are none of this page's business. */
  async function unregister(): Promise<boolean> {
    const found = (await container?.getRegistrations()) ?? [];
    const covering = found.filter(({ scope }) => pageUrl.startsWith(scope));
    const gone = await Promise.all(covering.map((registration) => registration.unregister()));
    return !gone.includes(false);
  }

  function isFirst(): boolean {
    try {
      if (session === undefined || session.getItem(SESSION_KEY) !== null) return false;
      session.setItem(SESSION_KEY, 'left');
      return true;
    } catch {
      return false;
    }
  }
}
