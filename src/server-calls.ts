import type { Late } from './app/late/late.ts';
import { queryClient } from './app/page/query-client.ts';
import type { UpdateWatch } from './app/new-version/update-watch.ts';
import type { PageConfig } from './contract/page-config.ts';
import { unlessAborted } from './upload/abort.ts';
import { createConfirmationClient, type Confirm } from './upload/transfer/confirmation-client.ts';
import { createProbes, type Probes } from './upload/transfer/probes.ts';
import { relayAddress, relayedProbes, relayedTransport } from './upload/transfer/relayed.ts';
import {
  createTicketClient,
  type RequestTicket,
  type TicketOutcome,
} from './upload/transfer/ticket-client.ts';
import type { Transport } from './upload/transfer/transport.ts';

export type ServerCalls = {
  readonly requestTicket: RequestTicket;
  readonly confirm: Confirm;
  readonly probes: Probes;
  /** The same transport, through our server where that hands files on. */
  readonly relayed: (transport: Transport) => Transport;
};

/** What the engine asks our server for: each call a mutation, to the endpoint that the page's settings name. */
export function createServerCalls(
  config: Pick<Late<PageConfig>, 'get'>,
  updates: Pick<UpdateWatch, 'note'>,
): ServerCalls {
  /** Once, and never kept: retries belong to the engine. */
  function callOnce<Answer>(key: string, call: () => Promise<Answer>): Promise<Answer> {
    return queryClient
      .getMutationCache()
      .build(queryClient, { mutationKey: [key], mutationFn: call, retry: 0, gcTime: 0 })
      .execute(undefined);
  }

  /** Undefined as long as the settings cannot be read; asked for again the next time. */
  function readConfig(signal: AbortSignal): Promise<PageConfig | undefined> {
    return unlessAborted(
      config.get().catch(() => undefined),
      signal,
    );
  }

  async function findRelay(store: string, signal: AbortSignal): Promise<string | undefined> {
    const endpoint = (await readConfig(signal))?.relayEndpoint;
    return endpoint && relayAddress(absolute(endpoint), store);
  }

  return {
    relayed: (transport) => relayedTransport(transport, findRelay),
    async requestTicket(fileSuffix, signal, id, trace) {
      const settings = await readConfig(signal);
      if (settings === undefined)
        return { kind: 'failed', failure: { kind: 'ticket-unreachable' } };
      const target = settings.targets?.find((each) => each.id === id);
      // Added before the page knew its targets: the user has not agreed to this one.
      if (id === undefined && settings.targets?.[0]?.askFirst === true) return NOT_AGREED;
      const ask = createTicketClient({
        endpoint: absolute(settings.ticketEndpoint),
        storeHosts: target?.storeHosts ?? settings.storeHosts,
        onBuild: (build) => updates.note(settings.build, build),
      });
      return callOnce('ticket', () => ask(fileSuffix, signal, id, trace));
    },
    async confirm(request, signal, trace) {
      const endpoint = (await readConfig(signal))?.confirmationEndpoint;
      const ask = createConfirmationClient(endpoint && absolute(endpoint));
      return callOnce('confirmation', () => ask(request, signal, trace));
    },
    probes: relayedProbes(
      createProbes(
        async (signal) => absolute((await readConfig(signal))?.healthEndpoint ?? 'config.json'),
        async (signal) => {
          const endpoint = (await readConfig(signal))?.platformEndpoint;
          return endpoint && absolute(endpoint);
        },
        async (signal) => {
          const endpoint = (await readConfig(signal))?.signIn?.sessionEndpoint;
          return endpoint && absolute(endpoint);
        },
      ),
      findRelay,
    ),
  };
}

/** As our server says it of a target that is not there: the page has to be loaded again. */
const NOT_AGREED: TicketOutcome = {
  kind: 'failed',
  failure: {
    kind: 'ticket-refused',
    status: 400,
    problem: { code: 'OtaDrop.UnknownTarget', message: '', requestId: '' },
  },
};

function absolute(url: string): string {
  return new URL(url, document.baseURI).href;
}
