import { useEffect } from 'react';
import { useSnapshot } from '../ui/useSnapshot.ts';
import { sessionOf, type SessionState, type SessionStore, type SignInConfig } from './session.ts';

export function useSession(config: SignInConfig): {
  readonly session: SessionStore;
  readonly state: SessionState;
} {
  const session = sessionOf(config);
  const state = useSnapshot(session, () => session.getSnapshot());
  return { session, state };
}

/**
 * Asks who is signed in: at first, when the user comes back to the page, which may be from another tab with a sign-in, and when a
 * call was refused for want of one.
 */
export function useAskWho(session: SessionStore, isSignInMissed: boolean): void {
  useEffect(() => {
    void session.refresh();
  }, [session]);

  useEffect(() => {
    if (isSignInMissed) void session.refresh();
  }, [session, isSignInMissed]);

  useEffect(() => {
    const again = () => {
      if (document.visibilityState === 'visible') void session.refresh();
    };
    document.addEventListener('visibilitychange', again);
    return () => document.removeEventListener('visibilitychange', again);
  }, [session]);
}
