/** For what goes with the time of day: a subscription for `useSyncExternalStore`, whose snapshot tells what has changed. */
export function everySecond(listener: () => void): () => void {
  const timer = setInterval(listener, 1_000);
  return () => clearInterval(timer);
}
