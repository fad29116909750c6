import { setupWorker } from 'msw/browser';
import { playFaults } from '../faults/cloud-faults.ts';
import type { Armer } from '../scenarios/armer.ts';
import { createCloud, SAMPLE_CREDENTIALS } from '../simulator/cloud.ts';
import { forgetfulStore } from '../simulator/bucket/store.ts';
import type { Transport } from '../upload/transfer/transport.ts';
import { createArmable } from './armable.ts';
import { createHandlers } from './handlers.ts';
import { showNeeds } from './demo-needs.ts';
import { createSimulatedTransport } from './simulated-transport.ts';
import { createDemoControls, type DemoControls } from './controls/demo-controls.ts';
import { createStoreHandlers } from './store-handlers.ts';
import { withTicketFaults } from './ticket-handlers.ts';

/** An address that can never be anyone's: RFC 2606 keeps `.invalid` free for good. */
const ORIGIN = 'https://simulated.invalid';

export type Demo = {
  readonly transport: Transport;
  /** What a presenter has in hand. */
  readonly controls: DemoControls;
  readonly armer: Armer;
};

/**
 * Starts the demo: tickets come from a cloud in this very page, files go through a transport that reads them for real and
 * keeps nothing. @returns undefined where the browser has not got what it needs, which `root` says then
 */
export async function startDemo(root: HTMLElement): Promise<Demo | undefined> {
  if (!isSecureContext) {
    showNeeds(root, 'secure-context');
    return undefined;
  }
  const { plan, armed, armer, meetTicket } = createArmable();
  const cloud = createCloud({ store: forgetfulStore(), origin: ORIGIN });
  const faulty = playFaults(plan)(cloud);
  const access = { dialect: 'tuya', endpoint: ORIGIN, credentials: SAMPLE_CREDENTIALS } as const;
  const config = {
    ticketEndpoint: 'api/tickets',
    confirmationEndpoint: 'api/confirmations',
    firmwareEndpoint: 'api/firmware',
    platformDialect: 'tuya',
    cloud: 'simulated',
    storeHosts: [ORIGIN],
  } as const;
  const worker = setupWorker(
    ...withTicketFaults(
      meetTicket,
      createHandlers(faulty, access, { ...config, storeHosts: [...config.storeHosts] }),
    ),
    ...createStoreHandlers({ cloud: faulty, store: ORIGIN, page: location.origin, plan }),
  );
  try {
    await worker.start({
      serviceWorker: { url: new URL('mock-worker.js', document.baseURI).pathname },
      onUnhandledRequest: 'bypass',
      quiet: true,
    });
  } catch {
    showNeeds(root, 'service-worker');
    return undefined;
  }
  const { controls, profile } = createDemoControls(armed);
  const transport = createSimulatedTransport({ cloud, plan, origin: location.origin, profile });
  return { transport, controls, armer };
}
