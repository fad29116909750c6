import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { examine, type Patient } from './doctor/examine.ts';
import type { TicketSource } from './doctor/ticket-source.ts';
import type { OpenCloud } from './embedded/open-cloud.ts';
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
  cloud: OpenCloud,
  operations: Operations,
  listeningUrl: string,
): Promise<RunningOperator | undefined> {
  const { operatorPort, operatorHost } = settings.operations;
  if (operatorPort === undefined) return undefined;
  const app = createOperatorApp({
    operations,
    keeping: cloud.keeping,
    examine: (mayPost) => examine({ ...patientOf(settings, cloud, listeningUrl), mayPost }),
  });
  const server = createServer(getRequestListener(app.fetch));
  const port = await listen(server, operatorHost, operatorPort, 'OPERATOR_PORT');
  return {
    url: `http://${hostInUrl(operatorHost)}:${port}`,
    close: (drainMs) => closeServer(server, drainMs),
  };
}

/** The running server itself, as the doctor sees it. */
export function patientOf(
  { publicUrl, hasRelay }: Settings,
  cloud: OpenCloud,
  listeningUrl: string,
): Omit<Patient, 'mayPost'> {
  const { storeHosts, storeOrigin, checkStore } = cloud;
  return {
    source: sourceOf(cloud),
    storeHosts,
    storeOrigin,
    pageOrigin: publicUrl ?? listeningUrl,
    publicUrl,
    hasRelay,
    checkStore,
  };
}

function sourceOf(cloud: OpenCloud): TicketSource {
  if (cloud.kind !== 'bucket') return { kind: 'signed', access: cloud.access };
  const { kind, access, prefix, ticketLifeMs } = cloud;
  return { kind, access, prefix, ticketLifeMs };
}
