import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { startCloudServer } from '../../server/embedded/cloud-server.ts';
import { openCloud } from '../../server/embedded/open-cloud.ts';
import { operationOf } from '../../simulator/cloud.ts';
import type { BodyFault } from './body-script.ts';
import { playFaults, type Exchange } from '../cloud-faults.ts';
import type { PlayedPlan, Post } from '../fault-plan.ts';
import { createFaultyBody } from './faulty-body.ts';

/** Ways to start the cloud's server with the faults of a plan, in the cloud and on the sockets before it. */
export type SocketFaults = {
  readonly startServer: typeof startCloudServer;
  /** As `runServer` takes it. */
  readonly open: typeof openCloud;
  /** Resets every connection that a fault has left unread: without reading, the other end's close goes unnoticed. */
  dropStalled(): void;
};

/** A request while it is answered; whose POST it is turns out later. */
type Open = Omit<Exchange, 'post'> & { post: Post | undefined };

export function injectFaults(plan: PlayedPlan): SocketFaults {
  const exchanges = new AsyncLocalStorage<Open>();
  const used = new WeakSet<Socket>();
  const stalled = new Set<Socket>();

  /** Plays the faults of one POST. @returns the request and the response that the server gets instead */
  function intercept(request: IncomingMessage, response: ServerResponse, exchange: Open) {
    const { socket } = request;
    const state = used.has(socket) ? 're-used' : 'fresh';
    used.add(socket);
    if (!isPostObject(request)) return { request, response };
    let isOver = false;
    let isAnswered = false;

    const play = (fault: BodyFault) => {
      isOver ||= fault.kind !== 'slowed';
      switch (fault.kind) {
        case 'slowed':
          break;
        case 'stalled':
          stalled.add(socket);
          socket.once('close', () => stalled.delete(socket));
          break;
        case 'reset':
          socket.resetAndDestroy();
          break;
        case 'closed':
          if (fault.isPolite === true) {
            socket.end();
            request.once('end', () => socket.destroy());
          } else {
            close(socket);
          }
      }
    };

    /** Whether nothing of the answer may be written: a fault has ended the connection, or ends it now. */
    const isLost = (status: number): boolean => {
      const { post } = exchange;
      const lost = post?.faults.find((fault) => fault.kind === 'lost-answer');
      const isStored = status >= 200 && status < 300;
      if (isOver || !isStored || post === undefined || lost === undefined) return isOver;
      plan.noteBite(post, lost, post.bytesTaken);
      if (lost.by === 'reset') socket.resetAndDestroy();
      if (lost.by === 'close') close(socket);
      return true;
    };

    const faulty = createFaultyBody(request, {
      meet({ key, size }) {
        exchange.post = plan.meet({ key, size, socket: state, from: exchange.from });
        return exchange.post;
      },
      took: (post, bytes) => plan.took(post, bytes),
      bite(post, fault, bodyBytes) {
        plan.noteBite(post, fault, bodyBytes);
        play(fault);
      },
      isAnswered: () => isAnswered,
    });
    let lost: boolean | undefined;
    for (const name of ['write', 'end'] as const) {
      const original = response[name];
      const instead = (...written: unknown[]): unknown => {
        isAnswered = true;
        lost ??= isLost(response.statusCode);
        return lost ? response : Reflect.apply(original, response, written);
      };
      Object.assign(response, { [name]: instead });
    }
    return { request: faulty, response };
  }

  function interceptRequests(server: Server): void {
    const listeners = server.listeners('request');
    server.removeAllListeners('request');
    server.on('request', (request, response) => {
      const from = request.socket.remoteAddress;
      // The platform is on the same port, and stays.
      if (!isRpcCall(request) && plan.isAway(from)) return void request.socket.resetAndDestroy();
      const exchange: Open = { post: undefined, from };
      const met = intercept(request, response, exchange);
      exchanges.run(exchange, () => {
        for (const listener of listeners) {
          Reflect.apply(listener, server, [met.request, met.response]);
        }
      });
    });
  }

  const playInCloud = playFaults(plan, () => exchanges.getStore());
  const startServer: typeof startCloudServer = async (place, makeCloud) => {
    const started = await startCloudServer(place, (origin) => playInCloud(makeCloud(origin)));
    interceptRequests(started.server);
    return started;
  };
  return {
    startServer,
    open: (settings, operations) => openCloud(settings, operations, startServer),
    dropStalled() {
      for (const socket of stalled) socket.resetAndDestroy();
    },
  };
}

function isPostObject(request: IncomingMessage): boolean {
  return operationIn(request) === 'post-object';
}

function isRpcCall(request: IncomingMessage): boolean {
  return operationIn(request) === 'rpc-call';
}

/** Undefined for an address that is none. */
function operationIn({ method = '', url = '', headers }: IncomingMessage) {
  const address = `http://localhost${url}`;
  const type = new Headers({ 'content-type': headers['content-type'] ?? '' });
  return URL.canParse(address) ? operationOf({ method, url: address, headers: type }) : undefined;
}

/** FIN first, and by itself: closed at once with bytes unread, a socket sends nothing but RST. */
function close(socket: Socket): void {
  socket.end(() => socket.destroy());
}
