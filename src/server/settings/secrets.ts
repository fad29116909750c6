import type { SignInRules } from '../access/sign-in-rules.ts';
import type { CloudSettings, Settings } from './settings.ts';

/** Every secret that the settings hold: what no line of a log may quote. */
export function secretsOf({ cloud, targets, accessRules, redisUrl }: Settings): readonly string[] {
  const clouds = targets?.map((target) => target.cloud) ?? [cloud];
  return [...clouds.flatMap(ofCloud), ...ofSignIn(accessRules.signIn), ...ofUrl(redisUrl)];
}

/** A password in an address, as it stands there and as it is meant. */
function ofUrl(url: string | undefined): readonly string[] {
  const password = url === undefined ? '' : new URL(url).password;
  return password === '' ? [] : [password, decodeURIComponent(password)];
}

function ofCloud(cloud: CloudSettings): readonly string[] {
  const credentials = cloud.kind === 'embedded' ? cloud.credentials : cloud.access.credentials;
  return Object.values(credentials ?? {}).filter((value) => value !== undefined);
}

function ofSignIn(signIn: SignInRules): readonly string[] {
  switch (signIn.kind) {
    case 'token':
      return [signIn.token, signIn.sessions.secret];
    case 'password':
      return [signIn.sessions.secret];
    case 'none':
    case 'proxy':
      return [];
  }
}
