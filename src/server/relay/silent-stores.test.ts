import { createServer, request as send, type RequestListener } from 'node:http';
import { createServer as createSocketServer, type Socket } from 'node:net';
import { onTestFinished, expect, test } from 'vitest';
import { listening } from '../../testing/server-world.ts';
import { createRelay, type RelayLimits } from './relay.ts';

/** Stores that leave a form without an end: each has to give its place back. */

const LIMITS: RelayLimits = {
  bodyPace: { patienceMs: 60_000, minBytesPerSecond: 1024, tickMs: 50 },
  formsMax: 1,
  answerMs: 60_000,
};
const FORM_BYTES = 50_000_000;

/** A relay before one store, and a form for it that is begun. */
async function begin(address: string, changed: Partial<RelayLimits>, sent: number) {
  const stores = new Map([[address, { address, emit: () => undefined }]]);
  const relay = createRelay({ stores, emit: () => undefined, limits: { ...LIMITS, ...changed } });
  const statuses: number[] = [];
  const server = createServer((form, response) => {
    const answer = async () => {
      const { status } = await relay(form);
      statuses.push(status);
      response.writeHead(status).end();
    };
    void answer();
  });
  const client = send(`${await listening(server)}/?store=${encodeURIComponent(address)}`, {
    method: 'POST',
    agent: false,
    headers: { 'content-length': FORM_BYTES },
  });
  client.on('error', () => undefined);
  client.write(Buffer.alloc(sent));
  return { client, statuses };
}

const MANY = 20_000_000;
const FEW = 1_000;

/** @returns its address */
async function storeThat(answers: RequestListener): Promise<string> {
  return listening(createServer(answers));
}

/** @returns the address of one that speaks no http of a store's */
async function socketThat(hears: (socket: Socket) => void): Promise<string> {
  const server = createSocketServer((socket) => {
    socket.on('error', () => undefined);
    hears(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`;
}

const beginsToAnswer: RequestListener = (_, response) => {
  response.writeHead(403, { 'content-length': 1_000 });
  response.write('<?xml');
};

test('one that wants another protocol has not answered', async () => {
  const address = await socketThat((socket) => {
    socket.once('data', () => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n');
    });
  });
  const { statuses } = await begin(address, {}, FEW);
  await expect.poll(() => statuses).toEqual([502]);
});

test('one that reads no more in the middle of a form has not answered in time', async () => {
  const address = await socketThat((socket) => void socket.pause());
  const { statuses } = await begin(address, { answerMs: 300 }, MANY);
  await expect.poll(() => statuses, { timeout: 5_000 }).toEqual([502]);
});

test('an answer that does not end is over when its client goes away', async () => {
  const { client, statuses } = await begin(await storeThat(beginsToAnswer), {}, FEW);
  setTimeout(() => client.destroy(), 200);
  await expect.poll(() => statuses).toEqual([403]);
});

test('an answer that does not end is over when the form is', async () => {
  const bodyPace = { ...LIMITS.bodyPace, patienceMs: 300 };
  const { statuses } = await begin(await storeThat(beginsToAnswer), { bodyPace }, FEW);
  await expect.poll(() => statuses).toEqual([403]);
});
