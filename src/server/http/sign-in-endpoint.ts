import { randomUUID } from 'node:crypto';
import type { Hono } from 'hono';
import * as v from 'valibot';
import { SignInRequestSchema, type Session } from '../../contract/access/session.ts';
import { legibleText } from '../../contract/legible-text.ts';
import type { Access } from '../access/access.ts';
import type { Auditor } from './auditor.ts';
import { addressBlock } from '../process/address-block.ts';
import { refuseTooMany } from './access-guard.ts';
import { addPostEndpoint } from './post-endpoint.ts';
import { refuse } from './request-guard.ts';

type SignInEndpoints = {
  readonly access: Access;
  readonly auditor: Auditor;
  readonly publicOrigin: string | undefined;
};

/** A token or a password becomes a session, a session ends, and who is signed in. */
export function addSignInEndpoints(app: Hono, options: SignInEndpoints): void {
  const { access, auditor, publicOrigin } = options;
  const { forms } = access;

  app.get('/api/session', async (c) => {
    const identity = await access.identify(c);
    const session: Session =
      identity.kind === 'user'
        ? { user: identity.user, ...(identity.until && { until: iso(identity.until) }) }
        : { user: null };
    return c.json(session);
  });

  addPostEndpoint(app, {
    path: '/api/sign-in',
    publicOrigin,
    schema: SignInRequestSchema,
    example: '{"name":"...","secret":"..."}',
    untouched: 'Nobody was signed in',
    async answer(c, { name: typed, secret }) {
      if (forms === undefined) {
        const message = 'Nobody signs in at this server (SIGN_IN). Nobody was signed in.';
        return refuse(c, 400, 'OtaDrop.BadRequest', message);
      }
      const name = legibleText(typed);
      if (name.includes(secret)) {
        const message = 'The name must not be the token or the password. Nobody was signed in.';
        return refuse(c, 400, 'OtaDrop.BadRequest', message);
      }
      const checked = await forms.credentials.check(
        { name, secret },
        addressBlock(access.addressOf(c)),
      );
      switch (checked.kind) {
        case 'too-many':
          await auditor.noteRefusedSignIn(c, 'OtaDrop.TooManySignIns');
          return refuseTooMany(c, checked.retryAfterS);
        case 'wrong': {
          // Without the name: it may be a password that was typed into the wrong field.
          await auditor.noteRefusedSignIn(c, 'OtaDrop.WrongSignIn');
          const message =
            forms.by === 'token' ? 'The token is wrong.' : 'The name or the password is wrong.';
          return refuse(c, 401, 'OtaDrop.WrongSignIn', `${message} Nobody was signed in.`);
        }
        case 'right': {
          const { until } = await forms.sessions.begin(c, name);
          await auditor.note(c, { event: 'sign-in', outcome: 'ok', who: name, by: forms.by });
          return c.json(good({ user: { name, by: forms.by }, until: iso(until) }));
        }
      }
    },
  });

  addPostEndpoint(app, {
    path: '/api/sign-out',
    publicOrigin,
    schema: v.object({}),
    example: '{}',
    untouched: 'Nobody was signed out',
    async answer(c) {
      const identity = await access.identify(c);
      await forms?.sessions.end(c);
      if (identity.kind === 'user') {
        const { name: who, by } = identity.user;
        await auditor.note(c, { event: 'sign-out', outcome: 'ok', who, by });
      }
      return c.json(good({ user: null }));
    },
  });
}

function good(data: Session) {
  return { success: true, code: '', data, requestId: randomUUID() };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
