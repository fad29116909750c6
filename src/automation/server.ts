import type { Aim } from '../faults/armed-faults.ts';
import type { Bite, Fault } from '../faults/fault.ts';
import type { TicketFault } from '../faults/ticket-fault.ts';
import { startArmedServer } from './armed-server.ts';
import { storedFiles, type StoredFile } from './stored-file.ts';

/** A running server with the page and an embedded cloud, whose faults are armed by the test. */
export type OtaDropServer = {
  /** Where the page is. */
  readonly url: string;
  /** Where browsers reach the store. */
  readonly cloudUrl: string;
  /** What is stored is kept there. */
  readonly dataDir: string;
  readonly faults: Faults;
  /** What the store has, read from its folder: by address, or all. */
  stored(): Promise<readonly StoredFile[]>;
  storedAt(url: string): Promise<Buffer | undefined>;
  /** Ends it at once and removes its folder. */
  stop(): Promise<void>;
};

export type Faults = {
  /** Of an upload on its way to the store: the next one, once, unless `aim` says otherwise. */
  arm(fault: Fault, aim?: Aim): void;
  /** Of the platform: the next `times` calls for a ticket meet it, one unless told otherwise. */
  armTicket(fault: TicketFault, times?: number): void;
  /** Takes back everything that is armed. */
  disarm(): void;
  /** What has really taken effect on uploads. */
  readonly bites: readonly Bite[];
};

/** @param settings by the names of the environment; ports and DATA_DIR are taken care of */
export async function startServer(
  settings: Readonly<Record<string, string>> = {},
): Promise<OtaDropServer> {
  const server = await startArmedServer({ env: settings });
  const { url, cloudUrl, dataDir, plan } = server;
  const stored = () => storedFiles(dataDir);
  return {
    url,
    cloudUrl,
    dataDir,
    faults: plan,
    stored,
    async storedAt(url) {
      const key = new URL(url).pathname.slice(1);
      return (await stored()).find((file) => file.key === key)?.read();
    },
    async stop() {
      server.dropStalled();
      await server.stop();
    },
  };
}
