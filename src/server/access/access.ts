import type { Context } from 'hono';
import { readAuthorization } from './authorization.ts';
import { clientAddress, connectionOf } from './connection.ts';
import {
  createCredentialsCheck,
  isToken,
  isUser,
  type Checked,
  type CredentialsCheck,
  type Given,
} from './credentials-check.ts';
import { addressBlock } from '../process/address-block.ts';
import { proxyIdentity } from './proxy-identity.ts';
import { createSessions, type Sessions } from './sessions.ts';
import type { SignOuts } from './sign-outs.ts';
import type { AccessRules, SignInRules, User } from './sign-in-rules.ts';

/** Who asks, by the rules of this server. */
export type Access = {
  readonly kind: SignInRules['kind'];
  identify(c: Context): Promise<Identity>;
  /** What a form or a script is held against; undefined without sign-in. */
  readonly forms: Forms | undefined;
  /** The address of the client, whatever stands between. */
  addressOf(c: Context): string;
};

export type Identity =
  /** Without sign-in. */
  | { readonly kind: 'anyone' }
  | { readonly kind: 'user'; readonly user: User; readonly until: number | undefined }
  | { readonly kind: 'stranger' }
  /** The secret in the request is wrong, or too many were. */
  | { readonly kind: 'refused'; readonly checked: Exclude<Checked, { kind: 'right' }> };

export type Forms = {
  readonly by: 'token' | 'password';
  readonly sessions: Sessions;
  readonly credentials: CredentialsCheck;
};

/** Scripts that send the shared token have no name. */
const SCRIPT_NAME = 'token';

/** @param signOuts known by this process alone, if missing */
export function createAccess({ signIn, proxies }: AccessRules, signOuts?: SignOuts): Access {
  const { kind } = signIn;
  const addressOf = (c: Context) => clientAddress(c, proxies);
  switch (signIn.kind) {
    case 'none':
      return { kind, addressOf, identify: async () => ({ kind: 'anyone' }), forms: undefined };
    case 'proxy':
      return {
        kind,
        addressOf,
        forms: undefined,
        async identify(c) {
          const { remoteAddress, rawHeaders } = connectionOf(c);
          const name = proxies.has(remoteAddress)
            ? proxyIdentity(rawHeaders, signIn.header)
            : undefined;
          if (name === undefined) return { kind: 'stranger' };
          return { kind: 'user', user: { name, by: 'proxy' }, until: undefined };
        },
      };
    case 'token': {
      const { token } = signIn;
      const sessions = createSessions({ ...signIn.sessions, signOuts, bondOf: () => token });
      return withForms({
        by: 'token',
        sessions,
        credentials: createCredentialsCheck(isToken(token)),
      });
    }
    case 'password': {
      const { users } = signIn;
      const sessions = createSessions({
        ...signIn.sessions,
        signOuts,
        bondOf: (name) => users.get(name)?.hash.toString('base64'),
      });
      const credentials = createCredentialsCheck(isUser(users));
      return withForms({ by: 'password', sessions, credentials });
    }
  }

  function withForms(forms: Forms): Access {
    const { by, sessions, credentials } = forms;
    return {
      kind,
      addressOf,
      forms,
      async identify(c) {
        const session = await sessions.read(c);
        if (session !== undefined) {
          return { kind: 'user', user: { name: session.name, by }, until: session.until };
        }
        const given = givenIn(c, by);
        if (given === undefined) return { kind: 'stranger' };
        const checked = await credentials.check(given, addressBlock(addressOf(c)));
        return checked.kind === 'right'
          ? { kind: 'user', user: { name: given.name, by }, until: undefined }
          : { kind: 'refused', checked };
      },
    };
  }
}

function givenIn(c: Context, by: Forms['by']): Given | undefined {
  const authorization = readAuthorization(c.req.header('authorization'));
  switch (authorization.kind) {
    case 'bearer':
      return by === 'token' ? { name: SCRIPT_NAME, secret: authorization.token } : undefined;
    case 'basic':
      return by === 'password'
        ? { name: authorization.name, secret: authorization.password }
        : undefined;
    case 'none':
    case 'other':
      return undefined;
  }
}
