import { ERROR_BODY_MAX_CHARS } from '../../contract/limits.ts';
import { FILE_FIELD } from '../../contract/post-form.ts';
import type { StoreReply, Transport } from './transport.ts';
import { originOf, replyOf } from './xhr-reply.ts';

/** The browser reports a breach of the page's policy in a task of its own, which may come after the request's error. */
const BREACH_WITHIN_MS = 50;

/**
 * The real transport. XMLHttpRequest, since fetch reports no upload progress. No header of our own, or the bucket's CORS
 * rule would have to allow it; the File itself goes into the form, so that the browser notices when it has changed.
 */
export const xhrTransport: Transport = {
  // A service worker that answers a request for the page swallows its progress: Chromium 156 fires none of the upload's events,
  // Firefox 153 only those of its end.
  mayHideProgress: () =>
    'serviceWorker' in navigator && navigator.serviceWorker.controller !== null,
  send({ host, fields, file, fileName }, { signal, onProgress }) {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const form = new FormData();
      for (const [name, value] of fields) form.append(name, value);
      form.append(FILE_FIELD, file, fileName);

      const request = new XMLHttpRequest();
      const abort = () => request.abort();
      let isBlocked = false;
      const noteBreach = ({ blockedURI }: SecurityPolicyViolationEvent) => {
        if (originOf(blockedURI) === originOf(host)) isBlocked = true;
      };
      const settle = (reply: StoreReply) => {
        signal.removeEventListener('abort', abort);
        document.removeEventListener('securitypolicyviolation', noteBreach);
        resolve(reply);
      };
      const lose = () => {
        setTimeout(
          () => settle(isBlocked ? { kind: 'blocked' } : { kind: 'unreachable' }),
          isBlocked ? 0 : BREACH_WITHIN_MS,
        );
      };
      document.addEventListener('securitypolicyviolation', noteBreach);
      // Listeners on `upload` have to be there before send(): they are what makes the request preflighted.
      request.upload.addEventListener('progress', (event) => onProgress(event.loaded, event.total));
      request.addEventListener('progress', ({ loaded }) => {
        // No refusal is that long; the rest would only fill the memory.
        if (loaded <= ERROR_BODY_MAX_CHARS) return;
        settle(replyOf(request));
        request.abort();
      });
      request.addEventListener('load', () => settle(replyOf(request)));
      request.addEventListener('error', lose);
      request.addEventListener('abort', () => {
        if (signal.aborted) {
          document.removeEventListener('securitypolicyviolation', noteBreach);
          reject(signal.reason);
        }
        // Safari reports a dropped connection as an abort that was not asked for.
        else lose();
      });
      signal.addEventListener('abort', abort, { once: true });
      request.open('POST', host);
      request.send(form);
    });
  },
};
