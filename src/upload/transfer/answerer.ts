import { readEnvelopeText, type Problem } from '../../contract/envelope.ts';
import { platformRefusal } from '../../contract/platform-refusal.ts';

/**
 * Whose answer a call got. A browser hands over the store's word, our server's and a sign-in page's alike: ticket, confirmation,
 * package and transfer tell them apart by this one rule.
 */
export type Answerer =
  /** The store's, which answers forms alone. */
  | { readonly kind: 'store' }
  /** Our server's, or another backend's: the documented envelope. */
  | { readonly kind: 'server'; readonly problem: Problem | undefined }
  /** A proxy's, a firewall's, a sign-in page's. */
  | { readonly kind: 'in-between'; readonly isPage: boolean };

/** What is told apart by: an answer as the page may read it. A redirect that was not followed has the status 302. */
export type Heard = { readonly status: number; readonly text: string };

/** Of a call that takes JSON and never reaches the store. */
export function answererOf({ text }: Heard): Exclude<Answerer, { kind: 'store' }> {
  const envelope = readEnvelopeText(text);
  switch (envelope.kind) {
    case 'good':
      return { kind: 'server', problem: undefined };
    case 'refused':
      return { kind: 'server', problem: envelope.problem };
    case 'malformed':
      return { kind: 'in-between', isPage: /^\s*</.test(text) };
  }
}

/**
 * Of a form that our server hands on. Every answer of a store has a request id or is a document of its own; only its success may
 * be empty.
 */
export function answererOfForm(heard: Heard, requestId: string | null): Answerer {
  const isSuccess = heard.status >= 200 && heard.status < 300;
  const isDocument = /^\s*<(?:\?xml|Error|PostResponse)\b/.test(heard.text);
  const isOfStore =
    requestId !== null || isDocument || (isSuccess && heard.text.trim().length === 0);
  return isOfStore ? { kind: 'store' } : answererOf(heard);
}

/** Whether the user has to sign in first; `perhaps` where a firewall may have said the same to this call alone: others tell. */
export type SignInWanted = 'yes' | 'perhaps' | 'no';

export function wantsSignIn(answerer: Answerer, status: number): SignInWanted {
  switch (answerer.kind) {
    case 'store':
      return 'no';
    case 'server': {
      const refusal = answerer.problem && platformRefusal(answerer.problem.code);
      const isUnknown = answerer.problem !== undefined && refusal === undefined;
      return refusal === 'sign-in' || (isUnknown && status === 401) ? 'yes' : 'no';
    }
    case 'in-between':
      if (status === 401 || (status >= 300 && status < 400)) return 'yes';
      return status === 403 || (status < 300 && answerer.isPage) ? 'perhaps' : 'no';
  }
}

/** What our server says of a call without a session: said as well for whatever stands before it and wants one. */
export const SIGN_IN_REQUIRED: Problem = {
  code: 'OtaDrop.SignInRequired',
  message: '',
  requestId: '',
};

/** An answer of `fetch`, with what a browser does not tell of a redirect that it was told not to follow. */
export async function hear(response: Response): Promise<Heard> {
  const text = await response.text();
  return { status: response.type === 'opaqueredirect' ? 302 : response.status, text };
}
