import { useWords } from '../locales/useWords.ts';
import { Button } from '../ui/Button.tsx';
import type { SignInConfig } from './session.ts';
import css from './UserMenu.module.css';
import { useSession } from './useSession.ts';

export type UserMenuProps = { readonly signIn: SignInConfig };

/** Who is signed in, and the way out. At a proxy that is the proxy's. */
export function UserMenu({ signIn }: UserMenuProps) {
  const words = useWords('signIn');
  const { session, state } = useSession(signIn);
  if (state.status !== 'user') return null;
  return (
    <>
      <span className={css['user']} title={words.signedIn(state.name)} data-testid="user">
        <bdi translate="no">{state.name}</bdi>
      </span>
      {signIn.signOutEndpoint !== undefined && (
        <Button look="ghost" data-testid="sign-out" onClick={() => void session.signOut()}>
          {words.signOut}
        </Button>
      )}
    </>
  );
}
