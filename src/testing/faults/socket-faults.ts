import type { Socket } from 'node:net';
import type { FaultPlan } from './fault-plan.ts';
import { playFaults } from './faulty-bucket.ts';
import type { BodyFault } from './body-script.ts';
import { createFaultyBody } from './faulty-body.ts';
import type { CloudInterceptor, Wire } from '../../server/embedded/wire.ts';

/** A plan as `runServer` takes it: its trouble in the bucket, and on the sockets before it. */
export type ScriptedTrouble = CloudInterceptor & {
  /** Resets every connection that a fault has left unread: without reading nobody notices that the other end is gone. */
  dropStalled(): void;
};

export function scriptTrouble(plan: FaultPlan): ScriptedTrouble {
  const used = new WeakSet<Socket>();
  const stalled = new Set<Socket>();

  const wire: Wire = (head, request) => {
    const { socket } = request;
    const state = used.has(socket) ? 're-used' : 'fresh';
    used.add(socket);
    let isOver = false;

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

    return {
      body: () =>
        createFaultyBody(request, {
          meet: ({ key, size }) => plan.meet(head, { key, size, socket: state }),
          took: (post, bytes) => plan.took(post, bytes),
          bite(post, fault, bodyBytes) {
            plan.bit(post, fault, bodyBytes);
            play(fault);
          },
        }),
      swallows({ ok }) {
        const post = plan.metBefore(head);
        const lost = post?.faults.find((fault) => fault.kind === 'lost-answer');
        if (isOver || !ok || post === undefined || lost === undefined) return isOver;
        plan.bit(post, lost, post.bytesTaken);
        switch (lost.by) {
          case 'reset':
            socket.resetAndDestroy();
            break;
          case 'close':
            close(socket);
            break;
          case 'silence':
        }
        return true;
      },
    };
  };

  return {
    bucket: playFaults(plan),
    wire,
    dropStalled() {
      for (const socket of stalled) socket.resetAndDestroy();
    },
  };
}

/** FIN first, and by itself: closed at once with bytes unread, a socket sends nothing but RST. */
function close(socket: Socket): void {
  socket.end(() => socket.destroy());
}
