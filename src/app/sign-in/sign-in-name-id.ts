/** The first field of the form to sign in, so that whatever misses a sign-in can lead there. */
export const SIGN_IN_NAME_ID = 'sign-in-name';
