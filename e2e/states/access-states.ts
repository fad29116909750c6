import { changeSettings, refusedTicket, type Driver, type StateSteps } from './driver.ts';
import { IMAGE, PACKAGE, SMALL } from './sample-files.ts';

/** States of a server that signs users in, or has several clouds behind it. */

type SignedIn = { readonly by: 'token' | 'password' | 'proxy'; readonly user?: string };

/** The page's settings ask for a sign-in, and this is what its server says of the session. */
async function withSignIn({ page }: Driver, { by, user }: SignedIn): Promise<void> {
  const own = { signInEndpoint: 'api/sign-in', signOutEndpoint: 'api/sign-out' };
  const signIn = { by, sessionEndpoint: 'api/session', ...(by !== 'proxy' && own) };
  await changeSettings(page, { signIn });
  let name = user;
  const session = () => ({ user: name === undefined ? null : { name, by } });
  await page.route('**/api/session', (route) => route.fulfill({ json: session() }));
  await page.route('**/api/sign-out', (route) => {
    name = undefined;
    return route.fulfill({ json: { success: true, code: '', data: session(), requestId: '67E2' } });
  });
  await page.route('**/api/sign-in', async (route) => {
    const { name: typed, secret } = route.request().postDataJSON();
    if (secret !== SECRET) {
      return route.fulfill(refusedTicket(401, 'OtaDrop.SignIn', 'Name or password is wrong.'));
    }
    name = typed;
    return route.fulfill({ json: { success: true, code: '', data: session(), requestId: '67E2' } });
  });
}

/** What `withSignIn` takes as the right one. */
export const SECRET = 'a long enough password';

const PRODUCTION = {
  id: 'prod',
  label: 'Production · Europe',
  color: '#dc2626',
  production: true,
  askFirst: true,
  cloud: 'alibaba',
};
const STAGING = {
  id: 'staging',
  label: 'Staging',
  color: '#2563eb',
  production: false,
  askFirst: false,
  cloud: 'embedded',
};

const openProduction = async ({ page, appear }: Driver) => {
  await appear('target');
  await page.getByTestId('target').selectOption('prod');
};

export const ACCESS_STATES: Record<string, StateSteps> = {
  'sign-in': {
    before: (driver) => withSignIn(driver, { by: 'password' }),
    reach: ({ appear }) => appear('sign-in-form'),
  },
  /** What was added before waits for it. */
  'sign-in-wrong': {
    async before(driver) {
      await withSignIn(driver, { by: 'token' });
      await driver.page.route('**/api/tickets', (route) =>
        route.fulfill(refusedTicket(401, 'OtaDrop.NotSignedIn', 'Nobody is signed in.')),
      );
    },
    async reach({ page, add, until, press, appear }) {
      await add(IMAGE, SMALL);
      await until('waiting', 2);
      await page.getByTestId('sign-in-name').fill('Alice');
      await page.getByTestId('sign-in-secret').fill('not it');
      await press('sign-in-submit');
      await appear('sign-in-fault');
    },
  },
  'signed-in': {
    before: (driver) => withSignIn(driver, { by: 'password', user: 'Wilhelmina Featherstone' }),
    async reach({ appear, finish }) {
      await appear('user');
      await finish(740, IMAGE);
    },
  },
  'sign-in-elsewhere': {
    before: (driver) => withSignIn(driver, { by: 'proxy' }),
    reach: ({ appear }) => appear('sign-in-elsewhere'),
  },
  'one-target': {
    before: ({ page }) => changeSettings(page, { targets: [PRODUCTION] }),
    reach: ({ appear }) => appear('target'),
  },
  'target-chosen': {
    before: ({ page }) => changeSettings(page, { targets: [STAGING, PRODUCTION] }),
    reach: openProduction,
  },
  'target-question': {
    before: ({ page }) => changeSettings(page, { targets: [STAGING, PRODUCTION] }),
    async reach(driver) {
      await openProduction(driver);
      await driver.add(SMALL, PACKAGE);
      await driver.appear('target-question-no');
    },
  },
};
