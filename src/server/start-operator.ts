import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Finding } from './doctor/finding.ts';
import type { OpenTarget } from './open-targets.ts';
import type { Operations } from './operations/operations.ts';
import { createOperatorApp } from './operator/operator-app.ts';
import { closeServer, hostInUrl, listen } from './process/listening.ts';
import type { Settings } from './settings/settings.ts';

export type RunningOperator = {
  readonly url: string;
  close(drainMs: number): Promise<void>;
};

/** Serves what is for the operator alone, if there is a port for it. @throws StartError when that cannot be had */
export async function startOperator(
  settings: Settings,
  targets: readonly OpenTarget[],
  operations: Operations,
  examine: (mayPost: boolean) => Promise<readonly Finding[]>,
): Promise<RunningOperator | undefined> {
  const { operatorPort, operatorHost } = settings.operations;
  if (operatorPort === undefined) return undefined;
  const stores = targets.flatMap(({ target, cloud: { keeping } }) =>
    keeping === undefined ? [] : [{ target: target?.id, keeping }],
  );
  const app = createOperatorApp({ operations, stores, examine });
  const server = createServer(getRequestListener(app.fetch));
  const port = await listen(server, operatorHost, operatorPort, 'OPERATOR_PORT');
  return {
    url: `http://${hostInUrl(operatorHost)}:${port}`,
    close: (drainMs) => closeServer(server, drainMs),
  };
}
