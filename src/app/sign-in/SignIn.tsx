import { useEffect, useRef } from 'react';
import { useAnnounce } from '../ui/Announcer.tsx';
import { Notice } from '../ui/Notice.tsx';
import { useWords } from '../locales/useWords.ts';
import type { QueueHandle } from '../uploads/queue-handle.ts';
import { useFromUploads } from '../uploads/useUploads.ts';
import type { SignInConfig } from './session.ts';
import { SIGN_IN_NAME_ID } from './sign-in-name-id.ts';
import { SignInForm } from './SignInForm.tsx';
import { useAskWho, useSession } from './useSession.ts';

export type SignInProps = {
  readonly signIn: SignInConfig;
  readonly queue: QueueHandle;
  /** Where the focus goes when the form is gone. */
  readonly focusChooser: () => void;
};

/** Until the user is signed in: a form, or how to come to one. Files may be added before; they wait. */
export function SignIn({ signIn, queue, focusChooser }: SignInProps) {
  const words = useWords('signIn');
  const announce = useAnnounce();
  const { session, state } = useSession(signIn);
  const isMissed = useFromUploads(queue, () => queue.current()?.away() === 'sign-in');
  useAskWho(session, isMissed);

  const before = useRef(state.status);
  useEffect(() => {
    if (state.status === 'user') {
      queue.current()?.noteSignIn();
      if (before.current === 'signed-out') announce(words.signedIn(state.name));
    }
    // "Sign out" is gone, and had the focus.
    if (before.current === 'user' && document.activeElement === document.body) {
      document.getElementById(SIGN_IN_NAME_ID)?.focus();
    }
    before.current = state.status;
  }, [announce, queue, state, words]);

  if (state.status !== 'signed-out') return null;
  if (signIn.by === 'proxy' || signIn.signInEndpoint === undefined) {
    return (
      <Notice role="alert" data-testid="sign-in-elsewhere">
        {words.elsewhere}
      </Notice>
    );
  }
  return <SignInForm by={signIn.by} session={session} onSignedIn={focusChooser} />;
}
