import { FIELDS_MAX_BYTES, FIRMWARE_MAX_BYTES } from '../../contract/limits.ts';
import { readOssError } from '../../contract/oss-error.ts';
import { RELAY_PATH } from '../../contract/page-config.ts';
import type { Ticket } from '../../contract/ticket.ts';
import { examineOwnBucket, type OwnBucket } from './bucket-checks.ts';
import { corsRule, hiddenHeaders, readRule } from './bucket-rules.ts';
import type { Finding } from './finding.ts';
import { oneByteForm, refusedForm } from './form.ts';
import { isOfStore, probe, type ProbeAnswer } from './probe.ts';

type Answered = Extract<ProbeAnswer, { kind: 'answer' }>;

export type StoreExamination = {
  readonly ticket: Ticket;
  readonly pageOrigin: string;
  /** Where this machine reaches the store, if that is not where browsers do. */
  readonly storeOrigin: string | undefined;
  /** Whether forms go through this server: browsers then ask nothing of the store. */
  readonly hasRelay: boolean;
  readonly mayPost: boolean;
  /** The bucket of the operator's own key; of a platform's bucket this server has none. */
  readonly ownBucket: OwnBucket | undefined;
};

/** The way of a form from the page to the store, and what can be read of it afterwards. */
export async function examineStore(examination: StoreExamination): Promise<readonly Finding[]> {
  const { ticket, pageOrigin, storeOrigin, hasRelay, mayPost, ownBucket } = examination;
  const url = storeOrigin ?? ticket.host;
  // A proxy before the page may cut forms as well as one before the store.
  const form = hasRelay ? relayAddress(pageOrigin, ticket.host) : url;
  const preflight = await probe(url, {
    method: 'OPTIONS',
    headers: { origin: pageOrigin, 'access-control-request-method': 'POST' },
  });
  if (preflight.kind === 'failed') return [unreached(url, preflight.cause)];
  const findings: Finding[] = [];
  if (!hasRelay && !allows(preflight, pageOrigin))
    findings.push(corsFinding(preflight, ticket, pageOrigin));
  // Without any rule there is nothing more to say about what it exposes.
  else if (!hasRelay) findings.push(...(await examineExposed(url, ticket, pageOrigin)));
  findings.push(...(await examineSize(form, ticket, pageOrigin)));
  const posted = mayPost ? await examinePost(form, url, ticket, pageOrigin) : [];
  findings.push(...posted);
  const isPosted = mayPost && posted.length === 0;
  const read =
    ownBucket === undefined
      ? await examineRead(url, ticket, isPosted)
      : await examineOwnBucket(ownBucket, url, ticket, isPosted);
  findings.push(...read);
  return findings;
}

function relayAddress(pageOrigin: string, store: string): string {
  return `${pageOrigin}${RELAY_PATH}?store=${encodeURIComponent(store)}`;
}

function unreached(url: string, cause: string): Finding {
  return {
    check: 'store-reach',
    severity: 'fault',
    what: `The store does not answer at ${url} (${cause}).`,
    mend: 'See whether the bucket exists and whether this machine, and users’ machines, may reach it:',
    paste: `curl -v ${url}`,
  };
}

function allows({ status, headers }: Answered, origin: string): boolean {
  const allowed = headers['access-control-allow-origin'];
  return status >= 200 && status < 300 && (allowed === '*' || allowed === origin);
}

function corsFinding({ status, headers }: Answered, ticket: Ticket, origin: string): Finding {
  const allowed = headers['access-control-allow-origin'];
  const what =
    allowed === undefined
      ? `It answers a preflight from ${origin} with ${status} and allows no origin.`
      : `It answers a preflight from ${origin} with ${status} and allows ${allowed}.`;
  return {
    check: 'cors-origin',
    severity: 'fault',
    what,
    mend: 'Add this CORS rule to the bucket. If the bucket is not yours, RELAY=on sends files through this server:',
    paste: corsRule(ticket, origin),
  };
}

async function examineExposed(
  url: string,
  ticket: Ticket,
  origin: string,
): Promise<readonly Finding[]> {
  const { type, body } = refusedForm(ticket);
  const answer = await probe(url, {
    method: 'POST',
    headers: { origin, 'content-type': type },
    body,
  });
  if (answer.kind === 'failed') return [unreached(url, answer.cause)];
  const missing = hiddenHeaders(ticket, answer.headers['access-control-expose-headers']);
  if (missing.length === 0) return [];
  return [
    {
      check: 'cors-exposed',
      severity: 'warning',
      what: `The page may not read ${missing.join(' and ')} of its answers: uploads are verified only if this server may read the file.`,
      mend: 'Let the bucket’s CORS rule expose them:',
      paste: corsRule(ticket, origin),
    },
  ];
}

const LARGEST_FORM_BYTES = FIRMWARE_MAX_BYTES + FIELDS_MAX_BYTES;

/** A proxy with a limit answers by the announced length; a store takes the form, or refuses its signature in its own words. */
async function examineSize(
  url: string,
  ticket: Ticket,
  origin: string,
): Promise<readonly Finding[]> {
  const { type, body } = refusedForm(ticket);
  const answer = await probe(url, {
    method: 'POST',
    headers: { origin, 'content-type': type },
    body,
    announcedBytes: LARGEST_FORM_BYTES,
  });
  // A proxy that waits for the rest of the form has no limit that it knows of.
  if (answer.kind === 'failed' || answer.status !== 413 || isOfStore(answer.headers)) return [];
  const server = [answer.headers['server'] ?? 'A proxy'].flat().join(', ');
  const isReadable = answer.headers['access-control-allow-origin'] !== undefined;
  return [
    {
      check: 'form-size',
      severity: 'fault',
      what: `${server} before the store refuses a form of 1,000 MiB (413)${isReadable ? '' : ', without CORS headers: the page cannot even read that'}.`,
      mend: 'Raise its limit; for nginx, in the server that leads to the store:',
      paste: 'client_max_body_size 1001m;',
    },
  ];
}

/** @param url where the page sends forms @param store where this server reaches the store */
async function examinePost(
  url: string,
  store: string,
  ticket: Ticket,
  origin: string,
): Promise<readonly Finding[]> {
  const { type, body } = oneByteForm(ticket);
  const form = { method: 'POST', headers: { origin, 'content-type': type }, body } as const;
  const asPage = await probe(url, form);
  // Where users sign in, a relay is for them alone: what it would do with the form is done here.
  const isForUsers = asPage.kind === 'answer' && asPage.status === 401 && url !== store;
  const answer = isForUsers ? await probe(store, form) : asPage;
  if (answer.kind === 'failed') return [unreached(url, answer.cause)];
  if (answer.status >= 200 && answer.status < 300) return [];
  const error = readOssError(answer.text);
  const said = error === undefined ? '' : ` (${error.code}: ${error.message})`;
  return [
    {
      check: 'store-post',
      severity: 'fault',
      what: `The store refuses a form of one byte with ${answer.status}${said}.`,
      mend: 'The ticket is good for it, so the bucket itself forbids it: look into its policy, its state, and whether the account is paid.',
    },
  ];
}

async function examineRead(
  url: string,
  ticket: Ticket,
  isPosted: boolean,
): Promise<readonly Finding[]> {
  const { key } = ticket;
  const answer = await probe(`${url}/${key}`, {
    method: 'HEAD',
    headers: { 'accept-encoding': 'identity' },
  });
  if (answer.kind === 'failed') return [unreached(url, answer.cause)];
  const expected = isPosted ? [200] : [200, 404];
  if (expected.includes(answer.status) && isOfStore(answer.headers)) return [];
  return [
    {
      check: 'store-read',
      severity: 'warning',
      what: `This server may not look at a file of the store (HEAD is answered with ${answer.status}): an upload whose answer is lost cannot be confirmed.`,
      ...readRule(ticket, false),
    },
  ];
}
