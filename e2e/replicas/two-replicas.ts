import { startCloudServer } from '../../src/server/embedded/cloud-server.ts';
import { closeServer } from '../../src/server/process/listening.ts';
import { SAMPLE_CREDENTIALS, type Cloud } from '../../src/simulator/cloud.ts';
import { findPort } from '../support/proxy/free-port.ts';
import { createReplica, type Replica } from './replica.ts';

export type TwoReplicas = {
  readonly replicas: readonly Replica[];
  stop(): Promise<void>;
};

/** Two servers with one key, in front of a simulated cloud. @param settings of both, beside those of the cloud */
export async function startTwoReplicas(
  makeCloud: (origin: string) => Cloud,
  settings: Readonly<Record<string, string>>,
): Promise<TwoReplicas> {
  const { server, origin } = await startCloudServer({ host: '127.0.0.1', port: 0 }, makeCloud);
  const env = {
    CLOUD: 'tuya',
    CLOUD_ENDPOINT: origin,
    ACCESS_KEY_ID: SAMPLE_CREDENTIALS.accessKeyId,
    ACCESS_KEY_SECRET: SAMPLE_CREDENTIALS.accessKeySecret,
    STORE_HOSTS: origin,
    ...settings,
  };
  const replicas = [await findPort(), await findPort()].map((port) => createReplica(port, env));
  await Promise.all(replicas.map((replica) => replica.start()));
  return {
    replicas,
    async stop() {
      await Promise.all(replicas.map((replica) => replica.kill()));
      await closeServer(server, 0);
    },
  };
}
