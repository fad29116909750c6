import * as v from 'valibot';

/** How users sign in to a server: by a form of the page, with a shared token or with name and password; or before it, at a proxy. */
export const SIGN_IN_KINDS = ['token', 'password', 'proxy'] as const;
export type SignInKind = (typeof SIGN_IN_KINDS)[number];

/** Longer names are refused. */
export const USER_NAME_MAX_CHARS = 64;

/** `GET /api/session`, and what a sign-in is answered with. */
export const SessionSchema = v.object({
  /** The user who is signed in; null without one. */
  user: v.nullable(v.object({ name: v.string(), by: v.picklist(SIGN_IN_KINDS) })),
  /** When it is over, UTC; missing where something else decides that. */
  until: v.optional(v.string()),
});
export type Session = v.InferOutput<typeof SessionSchema>;

/** `POST /api/sign-in`. With a shared token the name is what users call themselves; it goes into receipts and records. */
export const SignInRequestSchema = v.object(
  {
    name: v.pipe(
      v.string('name must be text'),
      v.trim(),
      v.nonEmpty('name is missing'),
      v.maxLength(USER_NAME_MAX_CHARS, `name has more than ${USER_NAME_MAX_CHARS} characters`),
    ),
    /** The token or the password. */
    secret: v.pipe(
      v.string('secret must be text'),
      v.nonEmpty('secret is missing'),
      v.maxLength(1024, 'secret has more than 1024 characters'),
    ),
  },
  'name and secret are expected, as text',
);
