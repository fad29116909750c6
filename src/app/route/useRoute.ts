import { useMemo, useSyncExternalStore } from 'react';
import { hashOf, readRoute, type Route } from './route.ts';

/** A browser tells of its own changes of the address, and not of those a page makes. */
const listeners = new Set<() => void>();

/** The route in the address, whether the page or the user has changed it. */
export function useRoute(): Route {
  const hash = useSyncExternalStore(subscribe, () => location.hash);
  return useMemo(() => readRoute(hash), [hash]);
}

/** A new entry of the browser's history: Back leads to where the user is now. */
export function goTo(route: Route): void {
  if (location.hash !== hashOf(route)) change(route, 'pushState');
}

/** In place of the entry that is there: what is only looked at is no step back. */
export function showInstead(route: Route): void {
  if (location.hash !== hashOf(route)) change(route, 'replaceState');
}

function change(route: Route, how: 'pushState' | 'replaceState'): void {
  const { pathname, search } = location;
  history[how](history.state, '', `${pathname}${search}${hashOf(route)}`);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener('popstate', listener);
  addEventListener('hashchange', listener);
  return () => {
    listeners.delete(listener);
    removeEventListener('popstate', listener);
    removeEventListener('hashchange', listener);
  };
}
