import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { promisify } from 'node:util';
import { listenOn } from './free-port.ts';
import type { LeadingProxy } from './leading-proxy.ts';

/** An https address on loopback with a certificate that no browser trusts; behind it, plain http. */
export type TlsFront = LeadingProxy & {
  /** Clients that hung up over the certificate. */
  readonly refused: number;
};

/** Undefined where there is no openssl to make a certificate with. */
export async function startTlsFront(): Promise<TlsFront | undefined> {
  const certificate = await makeCertificate().catch(() => undefined);
  if (certificate === undefined) return undefined;
  let target: URL | undefined;
  let refused = 0;
  const sockets = new Set<Socket>();
  const server = createServer(certificate, (client) => {
    if (target === undefined) {
      client.destroy();
      return;
    }
    const onward = connect(Number(target.port), target.hostname);
    for (const socket of [client, onward]) {
      sockets.add(socket);
      socket.once('close', () => {
        sockets.delete(socket);
        client.destroy();
        onward.destroy();
      });
      socket.on('error', () => socket.destroy());
    }
    client.pipe(onward).pipe(client);
  });
  server.on('tlsClientError', () => {
    refused += 1;
  });
  const port = await listenOn(server);
  return {
    url: `https://127.0.0.1:${port}`,
    leadTo(url) {
      target = new URL(url);
    },
    get refused() {
      return refused;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

async function makeCertificate(): Promise<{ key: Buffer; cert: Buffer }> {
  const dir = await mkdtemp(join(tmpdir(), 'ota-drop-tls-'));
  try {
    const [key, cert] = [join(dir, 'key.pem'), join(dir, 'cert.pem')];
    const asked =
      'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=127.0.0.1';
    await promisify(execFile)('openssl', [...asked.split(' '), '-keyout', key, '-out', cert]);
    return { key: await readFile(key), cert: await readFile(cert) };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
