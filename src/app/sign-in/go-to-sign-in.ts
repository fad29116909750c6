import { SIGN_IN_NAME_ID } from './sign-in-name-id.ts';

/** To the page's own form; without one, to whatever stands before our server. */
export function goToSignIn(): void {
  const field = document.getElementById(SIGN_IN_NAME_ID);
  if (field === null) window.open(location.href, '_blank', 'noopener');
  else field.focus();
}
