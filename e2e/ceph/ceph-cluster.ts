import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { findPort } from '../support/proxy/free-port.ts';
import { temporaryFolder } from '../../src/automation/temporary-folder.ts';
import { cephConf, gatewayName } from './ceph-conf.ts';

/** A real Ceph on loopback, in memory, and two gateways of it. */
export type CephCluster = {
  readonly gateways: readonly Gateway[];
  stop(): Promise<void>;
};

export type Gateway = {
  readonly url: string;
  /** As kill -9 does. */
  end(): Promise<void>;
  startAgain(): Promise<void>;
};

/** The one user of the cluster. */
export const KEYS = { id: 'ota-drop-test', secret: 'secret-of-ota-drop-test' };

const run = promisify(execFile);
const STARTS_WITHIN_MS = 60_000;

export async function startCeph(): Promise<CephCluster> {
  const folder = await temporaryFolder();
  const dir = folder.path;
  const monitorPort = await findPort();
  const gatewayPorts = [await findPort(), await findPort()];
  const fsid = randomUUID();
  const conf = `${dir}/ceph.conf`;
  const children: ChildProcess[] = [];
  const begin = (program: string, ...args: string[]) => {
    const child = spawn(program, ['-c', conf, ...args, '-f'], { stdio: 'ignore' });
    children.push(child);
    return child;
  };
  const task = (program: string, ...args: string[]) =>
    run(program, ['-c', conf, ...args], { timeout: STARTS_WITHIN_MS });

  for (const name of ['mon', 'osd', 'rgw.0', 'rgw.1']) await mkdir(`${dir}/${name}`);
  await writeFile(conf, cephConf({ dir, fsid, monitorPort, gatewayPorts }));
  const stop = async () => {
    for (const child of children) await endProcess(child);
    await folder.remove();
  };
  try {
    const monitor = ['--create', '--addv', 'a', `v2:127.0.0.1:${monitorPort}`, '--fsid', fsid];
    await run('monmaptool', [...monitor, `${dir}/monmap`]);
    const newMonitor = ['--mkfs', '--monmap', `${dir}/monmap`, '--keyring', '/dev/null'];
    await task('ceph-mon', '-i', 'a', ...newMonitor);
    begin('ceph-mon', '-i', 'a');
    const osd = randomUUID();
    await task('ceph', 'osd', 'new', osd);
    await task('ceph-osd', '-i', '0', '--mkfs', '--osd-uuid', osd);
    begin('ceph-osd', '-i', '0');
    const user = ['--uid=u', '--display-name=u', `--access-key=${KEYS.id}`];
    const create = ['user', 'create', ...user, `--secret-key=${KEYS.secret}`];
    await task('radosgw-admin', '-n', gatewayName(0), ...create);
    const gateways: Gateway[] = [];
    for (const [index, port] of gatewayPorts.entries()) {
      const start = () => startGateway(() => begin('radosgw', '-n', gatewayName(index)), port);
      let child = await start();
      gateways.push({
        url: `http://127.0.0.1:${port}`,
        end: () => endProcess(child),
        async startAgain() {
          child = await start();
        },
      });
    }
    return { gateways, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startGateway(begin: () => ChildProcess, port: number): Promise<ChildProcess> {
  const child = begin();
  const until = Date.now() + STARTS_WITHIN_MS;
  const answers = () =>
    fetch(`http://127.0.0.1:${port}/`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await answers())) {
    if (child.exitCode !== null || Date.now() > until) throw new Error('radosgw did not start');
    await sleep(200);
  }
  return child;
}

async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
