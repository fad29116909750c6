import { expect, test, vi } from 'vitest';
import { createWorkerWatch } from './worker-watch.ts';

const PAGE = 'http://localhost:8080/ota/';
const SCRIPT = 'http://localhost:8080/sw.js';

type Controller = { readonly scriptURL: string } | null;

/** As much of a browser's container as the watch uses. */
class Container extends EventTarget {
  controller: Controller = { scriptURL: SCRIPT };
  readonly gone: string[] = [];
  readonly scopes: readonly string[];
  readonly unregisters: () => Promise<boolean>;
  constructor(scopes: readonly string[], unregisters = async () => true) {
    super();
    this.scopes = scopes;
    this.unregisters = unregisters;
  }
  async getRegistrations() {
    return this.scopes.map((scope) => ({
      scope,
      unregister: () => {
        this.gone.push(scope);
        return this.unregisters();
      },
    }));
  }
}

function open(container: Container | undefined, session: Map<string, string> | undefined) {
  const reload = vi.fn<() => void>();
  const watch = createWorkerWatch({
    container,
    session: session && {
      getItem: (key) => session.get(key) ?? null,
      setItem: (key, value) => session.set(key, value),
    },
    pageUrl: PAGE,
    reload,
  });
  return { watch, reload };
}

test('what covers the page is left by one reload, and what does not is left alone', async () => {
  const scopes = [
    'http://localhost:8080/',
    'http://localhost:8080/wiki/',
    'http://localhost:8080/ota/',
  ];
  const container = new Container(scopes);
  const session = new Map<string, string>();
  const first = open(container, session);
  expect(await first.watch.leave()).toBe('reloading');
  expect(container.gone).toEqual([scopes[0], scopes[2]]);
  const second = open(container, session);
  expect(await second.watch.leave()).toBe('controlled');
  expect([first.reload.mock.calls.length, second.reload.mock.calls.length]).toEqual([1, 0]);
});

test('a page that no worker controls is not reloaded, whatever lies about', async () => {
  const container = new Container(['http://localhost:8080/']);
  container.controller = null;
  const { watch, reload } = open(container, new Map());
  expect(await watch.leave()).toBe('free');
  expect(container.gone).toHaveLength(1);
  expect(reload).not.toHaveBeenCalled();
});

test.each([
  ['the session keeps nothing', new Container(['http://localhost:8080/']), undefined],
  ['the worker stays', new Container(['http://localhost:8080/'], async () => false), new Map()],
  [
    'the browser throws',
    new Container(['http://localhost:8080/'], () => Promise.reject(new Error('no'))),
    new Map(),
  ],
] as const)(
  'where %s the page does not reload, and shows itself',
  async (_, container, session) => {
    const { watch, reload } = open(container, session);
    expect(await watch.leave()).toBe('controlled');
    expect(watch.getSnapshot()).toBe(SCRIPT);
    expect(reload).not.toHaveBeenCalled();
  },
);

test('a browser that never answers holds the page up for two seconds at most', async () => {
  vi.useFakeTimers();
  const container = new Container(['http://localhost:8080/'], () => new Promise(() => {}));
  const leaving = open(container, new Map()).watch.leave();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(await leaving).toBe('controlled');
  vi.useRealTimers();
});

test('without service workers there is nothing to leave', async () => {
  const { watch } = open(undefined, undefined);
  expect(await watch.leave()).toBe('free');
  expect(watch.getSnapshot()).toBeUndefined();
});

test('one that takes over an open page is reported, and unregistered without a reload', async () => {
  const container = new Container(['http://localhost:8080/']);
  container.controller = null;
  const { watch, reload } = open(container, new Map());
  const seen: (string | undefined)[] = [];
  const stop = watch.subscribe(() => seen.push(watch.getSnapshot()));
  container.controller = { scriptURL: SCRIPT };
  container.dispatchEvent(new Event('controllerchange'));
  await vi.waitFor(() => expect(container.gone).toHaveLength(1));
  stop();
  container.dispatchEvent(new Event('controllerchange'));
  expect(seen).toEqual([SCRIPT]);
  expect(reload).not.toHaveBeenCalled();
});
