import type { LoadedServer } from './loaded-server.ts';
import type { TicketClient } from './ticket-client.ts';

export type TicketsLoad = {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
};

/** So many clients, each of which asks for its next ticket when it has the last one. */
const CLIENTS = 16;
const WARM_UP_MS = 1_500;
const IDLE = 500;

/** Tickets one after the other for so long, beside sockets that do nothing. */
export async function loadTickets(server: LoadedServer, ms: number): Promise<TicketsLoad> {
  const clients = await Promise.all(Array.from({ length: CLIENTS }, () => server.client()));
  await runFor(WARM_UP_MS, clients);
  const idle = await server.idle(IDLE);
  const began = performance.now();
  const times = await runFor(ms, clients);
  const tookMs = performance.now() - began;
  for (const socket of idle) socket.destroy();
  for (const client of clients) client.close();
  const sorted = times.toSorted((one, other) => one - other);
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  return { perSecond: (times.length / tookMs) * 1000, p50Ms: at(0.5), p99Ms: at(0.99) };
}

async function runFor(ms: number, clients: readonly TicketClient[]): Promise<number[]> {
  const until = performance.now() + ms;
  const times: number[] = [];
  const run = async (client: TicketClient) => {
    while (performance.now() < until) {
      const from = performance.now();
      await client.ask();
      times.push(performance.now() - from);
    }
  };
  await Promise.all(clients.map(run));
  return times;
}
