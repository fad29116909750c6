import { isIP } from 'node:net';
import { Hono, type Context, type MiddlewareHandler } from 'hono';
import * as v from 'valibot';
import type { Keeping, RemovalAnswer } from '../disk/keeping.ts';
import type { Finding } from '../doctor/finding.ts';
import { printFindings } from '../doctor/print-findings.ts';
import type { Operations } from '../operations/operations.ts';
import { LOOPBACK_NAMES } from '../process/loopback.ts';

export type OperatorOptions = {
  readonly operations: Operations;
  /** Every embedded store, with the id of its target where there are several. */
  readonly stores: readonly KeptStore[];
  /** @param mayPost whether one byte may be stored to see whether that works */
  readonly examine: (mayPost: boolean) => Promise<readonly Finding[]>;
};

type KeptStore = { readonly target: string | undefined; readonly keeping: Keeping };

/**
 * What is for the operator alone, on a port of its own. Who reaches the port is the operator: on the page's port no address
 * would prove that, since behind a proxy on the same machine every user comes from loopback.
 */
export function createOperatorApp({ operations, stores, examine }: OperatorOptions): Hono {
  const app = new Hono();
  app.get('/metrics', async (c) => {
    const { metrics } = operations;
    return c.body(await metrics.text(), 200, { 'Content-Type': metrics.contentType });
  });
  app.use(refuseBrowsersOfOthers());

  app.get('/doctor', async (c) => {
    const findings = await examine(c.req.query('post') === '1');
    const wantsText = !(c.req.header('accept') ?? '').includes('application/json');
    if (wantsText) return c.text(printFindings(findings));
    return c.json({ sound: findings.every(({ severity }) => severity !== 'fault'), findings });
  });

  app.use('/store/*', async function refuseUnknownStore(c, next) {
    if (storesOf(c).length > 0) return next();
    const ids = stores.map(({ target }) => target).join(', ');
    return refuse(
      c,
      404,
      stores.length === 0 ? NO_STORE : `There is no such store; target is one of ${ids}.`,
    );
  });
  app.get('/store', (c) => answerOfEach(c, tellOfStore));
  app.post('/store/sweep', (c) => answerOfEach(c, (keeping) => keeping.apply()));
  app.post('/store/remove', async (c) => {
    const [one, another] = storesOf(c);
    if (one === undefined || another !== undefined) {
      return refuse(
        c,
        400,
        'There are several stores: name one by its target, as in /store/remove?target=staging.',
      );
    }
    const { keeping } = one;
    const body: unknown = await c.req.json().catch(() => undefined);
    const request = v.safeParse(RemoveSchema, body);
    if (!request.success)
      return refuse(c, 400, 'A body like {"key":"ota/firmware/..."} is expected.');
    const answer = await keeping.remove(request.output.key);
    const { status, words } = REMOVAL[answer];
    return status === 200 ? c.json({ removed: request.output.key }) : refuse(c, status, words);
  });

  function storesOf(c: Context): readonly KeptStore[] {
    const wanted = c.req.query('target');
    return wanted === undefined ? stores : stores.filter(({ target }) => target === wanted);
  }

  /** Of the only store the answer itself, of several a list. */
  async function answerOfEach(
    c: Context,
    answer: (keeping: Keeping) => Promise<object>,
  ): Promise<Response> {
    const each = await Promise.all(
      storesOf(c).map(async ({ target, keeping }) => ({ target, ...(await answer(keeping)) })),
    );
    return c.json(each.length === 1 ? each[0] : { stores: each });
  }

  app.notFound((c) =>
    refuse(c, 404, 'There is /metrics, /doctor, /store, /store/sweep and /store/remove.'),
  );
  app.onError((error, c) => {
    operations.report(error);
    return refuse(c, 500, 'This server made a mistake and wrote it to its log.');
  });
  return app;
}

async function tellOfStore(keeping: Keeping): Promise<object> {
  const removable = (await keeping.plan()).map(({ key, size, storedAt }) => {
    return { key, size, storedAt };
  });
  return { ...(await keeping.usage()), removable };
}

const RemoveSchema = v.object({ key: v.pipe(v.string(), v.nonEmpty(), v.maxLength(1023)) });

const NO_STORE = 'There is no embedded store here: files go to the cloud that CLOUD names.';

const REMOVAL: Readonly<
  Record<RemovalAnswer, { readonly status: 200 | 404 | 409; readonly words: string }>
> = {
  removed: { status: 200, words: '' },
  absent: { status: 404, words: 'There is no such file. Nothing was removed.' },
  'too-young': {
    status: 409,
    words: 'It is younger than a day: a user may still need it. Nothing was removed.',
  },
  'has-package': {
    status: 409,
    words: 'A package was made of it, and devices are sent to it. Nothing was removed.',
  },
};

/** A page of another site could have the operator's browser ask here, under a name that is made to lead here. */
function refuseBrowsersOfOthers(): MiddlewareHandler {
  return async function refuseForeignPage(c, next) {
    const { hostname } = new URL(c.req.url);
    const isKnown =
      LOOPBACK_NAMES.includes(hostname) || isIP(hostname.replace(/^\[(.*)\]$/, '$1')) !== 0;
    if (!isKnown) {
      return refuse(
        c,
        421,
        'Ask here by address, not by name: 127.0.0.1, or that of OPERATOR_HOST.',
      );
    }
    const site = c.req.header('sec-fetch-site');
    if (c.req.header('origin') !== undefined || (site !== undefined && site !== 'none')) {
      return refuse(c, 403, 'No page may ask here. Nothing was changed.');
    }
    return next();
  };
}

function refuse(c: Context, status: 400 | 403 | 404 | 409 | 421 | 500, message: string): Response {
  return c.json({ error: message }, status);
}
