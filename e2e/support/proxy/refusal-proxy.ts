import {
  createServer,
  request as openRequest,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { closeServer, listen } from '../../../src/server/process/listening.ts';
import type { LeadingProxy } from './leading-proxy.ts';

/**
 * A reverse proxy before the store that keeps the refusal of a form with a file from its sender, as several do; small
 * requests, questions among them, it passes on. Every answer closes its connection, so that no browser sends a form a second
 * time by itself.
 */
export type RefusalProxy = LeadingProxy & {
  /** Forms with a file that came. */
  readonly forms: number;
};

/** What the sender of a refused form gets instead of the refusal. */
export type Instead =
  /** RST as soon as the store has answered, in the middle of the form: Caddy and nghttpx. */
  | { readonly kind: 'reset' }
  /** An answer of its own once the form is over: Apache and Varnish. Pages may read it only if it has a CORS header. */
  | { readonly kind: 'status'; readonly status: 502 | 503; readonly isReadable: boolean };

/** Fields alone are smaller. */
const FORM_BYTES = 65_536;
/** A line of some 10 MB/s: the form is not over before the store has refused it. */
const PIECE_EVERY_MS = 5;

export async function startRefusalProxy(instead: Instead): Promise<RefusalProxy> {
  let store: string | undefined;
  let forms = 0;

  const server = createServer((request, response) => {
    const isForm =
      request.method === 'POST' && Number(request.headers['content-length'] ?? 0) > FORM_BYTES;
    if (isForm) forms += 1;
    if (store === undefined) request.socket.destroy();
    else passOn(store, request, response, isForm ? instead : undefined);
  });
  const port = await listen(server, '127.0.0.1', 0, 'PORT');
  return {
    url: `http://127.0.0.1:${port}`,
    leadTo(url) {
      store = url;
    },
    get forms() {
      return forms;
    },
    stop: () => closeServer(server, 0),
  };
}

function passOn(
  store: string,
  request: IncomingMessage,
  response: ServerResponse,
  instead: Instead | undefined,
): void {
  const { url = '/', method = 'GET', headers } = request;
  const onward = openRequest(new URL(url, store), { method, headers, agent: false }, (answer) => {
    const isRefused = (answer.statusCode ?? 0) >= 400;
    if (instead === undefined || !isRefused) {
      response.writeHead(answer.statusCode ?? 502, { ...answer.headers, connection: 'close' });
      answer.pipe(response);
      return;
    }
    answer.resume();
    if (instead.kind === 'reset') request.socket.resetAndDestroy();
    else answerItself(request, response, instead);
  });
  // Either end may leave; the other one hears of it.
  onward.on('error', () => request.socket.destroy());
  response.once('close', () => onward.destroy());
  void copy(request, onward);
}

async function copy(
  request: IncomingMessage,
  onward: NodeJS.WritableStream & { readonly destroyed: boolean },
): Promise<void> {
  try {
    for await (const piece of request) {
      // What the store does not read any more is read all the same, for the sake of the answer.
      if (!onward.destroyed) onward.write(piece);
      await sleep(PIECE_EVERY_MS);
    }
    if (!onward.destroyed) onward.end();
  } catch {
    // The sender is gone.
  }
}

function answerItself(
  request: IncomingMessage,
  response: ServerResponse,
  { status, isReadable }: Extract<Instead, { kind: 'status' }>,
): void {
  const answer = () => {
    response.writeHead(status, {
      connection: 'close',
      'content-type': 'text/html',
      ...(isReadable && { 'access-control-allow-origin': '*' }),
    });
    response.end(`<html><h1>${status}</h1></html>`);
  };
  if (request.readableEnded) answer();
  else request.once('end', answer);
}
