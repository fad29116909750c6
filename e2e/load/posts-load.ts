import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { readTicketText } from '../../src/contract/ticket.ts';
import { postFormFields } from '../../src/contract/post-form.ts';
import { BOUNDARY, formBody } from '../../src/testing/raw-post.ts';
import type { LoadedServer } from './loaded-server.ts';

export type PostsLoad = {
  readonly refused: number;
  /** How much more memory there was at most than before, and how much was kept. */
  readonly peakBytes: number;
  readonly keptBytes: number;
  readonly tookMs: number;
};

const POSTS = 100;
const FILE_BYTES = 1024 * 1024;

/** A hundred forms with a file of 1 MiB each, all at the same moment. */
export async function loadPosts(server: LoadedServer): Promise<PostsLoad> {
  const client = await server.client();
  const forms: { host: string; body: Buffer }[] = [];
  for (let nth = 0; nth < POSTS; nth += 1) {
    const reading = readTicketText(await client.ask());
    if (reading.kind !== 'issued') throw new Error(reading.kind);
    const { ticket } = reading;
    const body = formBody(postFormFields(ticket), Buffer.alloc(FILE_BYTES, nth));
    forms.push({ host: ticket.host, body });
  }
  client.close();
  const before = await server.resident();
  const began = performance.now();
  const statuses = await Promise.all(forms.map(({ host, body }) => post(host, body)));
  const tookMs = performance.now() - began;
  return {
    refused: statuses.filter((status) => status !== 200).length,
    peakBytes: (await server.peak()) - before,
    keptBytes: (await settled(server)) - before,
    tookMs,
  };
}

/** A moment later: whatever is not needed any more may be given back by then. */
async function settled(server: LoadedServer): Promise<number> {
  await sleep(2_000);
  return server.resident();
}

/** The status; 0 where there was no answer. */
function post(host: string, body: Buffer): Promise<number> {
  return new Promise((resolve) => {
    const asked = request(host, {
      method: 'POST',
      agent: false,
      headers: {
        'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
        'content-length': body.byteLength,
      },
    });
    asked.once('response', (answer) => {
      answer.resume();
      answer.once('end', () => resolve(answer.statusCode ?? 0));
      answer.once('error', () => resolve(0));
    });
    asked.once('error', () => resolve(0));
    asked.end(body);
  });
}
