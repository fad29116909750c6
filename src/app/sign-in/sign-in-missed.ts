import type { Problem } from '../../contract/envelope.ts';
import type { PageConfig } from '../../contract/page-config.ts';
import { sessionOf } from './session.ts';

/** What our server says of a call without a session. */
const SIGN_IN_REQUIRED = 'OtaDrop.SignInRequired';

/** A call that was refused for want of a session brings the form to sign in at once. */
export function noteRefusal({ signIn }: PageConfig, { code }: Problem): void {
  if (code === SIGN_IN_REQUIRED && signIn !== undefined) void sessionOf(signIn).refresh();
}
