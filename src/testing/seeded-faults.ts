import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createCloudServer } from '../server/embedded/cloud-server.ts';
import { createCloud, type CloudOptions } from '../simulator/cloud.ts';
import { listening } from './server-world.ts';

/** A cloud on a port, with what a proxy or a bucket's owner may have got wrong in front of it. */
export type Wrong = {
  readonly cloud?: CloudOptions;
  /** Answers instead of the cloud; false lets it answer. */
  readonly instead?: (request: IncomingMessage, answer: Parameters<RequestListener>[1]) => boolean;
  /** Instead of those that the cloud's answers have; by their lower-case names. */
  readonly headers?: Readonly<Record<string, string>>;
};

/** @returns its origin; tickets name it unless `cloud.origin` says otherwise */
export async function startWrongCloud({ cloud, instead, headers = {} }: Wrong): Promise<string> {
  let answer: RequestListener | undefined;
  const server = createServer((request, response) => {
    if (instead?.(request, response) === true) return;
    const setHeader = response.setHeader.bind(response);
    response.setHeader = (name, value) => setHeader(name, headers[name] ?? value);
    answer?.(request, response);
  });
  const origin = await listening(server);
  const made = createCloudServer(createCloud({ origin, ...cloud }));
  const [listener] = made.listeners('request');
  answer = (request, response) => {
    if (listener !== undefined) Reflect.apply(listener, made, [request, response]);
  };
  return origin;
}

/** An https address with a self-signed certificate; undefined where there is no openssl. */
export async function startSelfSigned(dir: string): Promise<string | undefined> {
  const [key, cert] = [join(dir, 'key.pem'), join(dir, 'cert.pem')];
  const made = await promisify(execFile)('openssl', [
    ...'req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost'.split(' '),
    '-keyout',
    key,
    '-out',
    cert,
  ]).catch(() => undefined);
  if (made === undefined) return undefined;
  const server = createTlsServer({ key: await readFile(key), cert: await readFile(cert) });
  return (await listening(server)).replace('http:', 'https:');
}
