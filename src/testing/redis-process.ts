import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A real Redis, or Valkey, that keeps nothing. */
export type RedisServer = {
  readonly url: string;
  /** As a network that swallows everything: it takes connections and says nothing. */
  pause(): void;
  resume(): void;
  stop(): Promise<void>;
  /** Again, on the same port. */
  start(): Promise<void>;
};

const PROGRAM = ['valkey-server', 'redis-server'].find(
  (name) => spawnSync(name, ['--version']).status === 0,
);
/** Why tests with it are skipped. */
export const NO_REDIS =
  PROGRAM === undefined
    ? 'redis-server and valkey-server are not installed (apt-get install redis-server)'
    : undefined;

export async function startRedis(password?: string): Promise<RedisServer> {
  const port = await freePort();
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    const options = [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
    ];
    const secret = password === undefined ? [] : ['--requirepass', password];
    child = spawn(PROGRAM ?? '', [...options, ...secret], { stdio: 'ignore' });
    while (!(await answers(port))) await sleep(20);
  }

  async function stop(): Promise<void> {
    const ending = child;
    child = undefined;
    if (ending === undefined) return;
    const ended = once(ending, 'exit');
    ending.kill('SIGKILL');
    await ended;
  }

  await start();
  const user = password === undefined ? '' : `:${encodeURIComponent(password)}@`;
  return {
    url: `redis://${user}127.0.0.1:${port}`,
    pause: () => void child?.kill('SIGSTOP'),
    resume: () => void child?.kill('SIGCONT'),
    stop,
    start,
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('not listening');
  return address.port;
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const [isUp] = await Promise.race([
    once(socket, 'connect').then(() => [true]),
    once(socket, 'error').then(() => [false]),
  ]).catch(() => [false]);
  socket.destroy();
  return isUp === true;
}
