import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import {
  ReportSchema,
  type KnownFile,
  type Order,
  type Report,
  type Site,
} from '../backend/messages.ts';

/** The store and the pages, in their own process. */
export type Backend = {
  /** Address of a site by its name. */
  addressOf(site: string): string;
  /** Undefined: as fast as bytes come. */
  setLine(mbPerSecond: number | undefined): Promise<void>;
  close(): void;
};

export async function startBackend(
  sites: readonly Site[],
  files: readonly KnownFile[],
): Promise<Backend> {
  const child = fork(fileURLToPath(new URL('backend.js', import.meta.url)));

  async function tell(order: Order): Promise<Report> {
    child.send(order);
    const [report]: unknown[] = await once(child, 'message');
    return v.parse(ReportSchema, report);
  }

  const opened = await tell({ kind: 'open', sites: [...sites], files: [...files] });
  const addresses = opened.kind === 'open' ? opened.addresses : {};
  return {
    addressOf(site) {
      const address = addresses[site];
      if (address === undefined) throw new Error(`No site is called ${site}`);
      return address;
    },
    async setLine(mbPerSecond) {
      const bytesPerSecond = mbPerSecond === undefined ? null : mbPerSecond * 1_000_000;
      await tell({ kind: 'line', bytesPerSecond });
    },
    close() {
      child.disconnect();
    },
  };
}
