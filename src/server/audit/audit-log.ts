import { appendFile, open } from 'node:fs/promises';
import { StartError } from '../process/listening.ts';

/** Who asked for what and what came of it, a line of JSON for each. Never a secret, a ticket's policy or a signature. */
export type AuditLog = {
  /** Rejects as long as the file cannot be written: then nothing is to be given out. */
  ready(): Promise<void>;
  write(entry: AuditEntry): Promise<void>;
};

export type AuditEntry = {
  readonly event:
    | 'ticket'
    | 'relay'
    | 'confirmation'
    | 'package'
    | 'sign-in'
    | 'sign-out'
    | 'scenario';
  /** `ok`, what a confirmation found, the status of a relayed form, or the code of the refusal. */
  readonly outcome: string;
  readonly requestId: string;
  /** Missing without sign-in. */
  readonly who?: string | undefined;
  /** How the name was proved; with `token` it is the user's own word. */
  readonly by?: string | undefined;
  /** Address of the client. */
  readonly from: string;
  readonly target?: string | undefined;
  readonly fileSuffix?: string | undefined;
  /** The object's name in the store. */
  readonly key?: string | undefined;
  /** Where a form was handed on to. */
  readonly store?: string | undefined;
  readonly firmwareUrl?: string | undefined;
  /** Bytes, where they are known. */
  readonly size?: number | undefined;
  readonly firmwareName?: string | undefined;
  readonly destVersion?: string | undefined;
  readonly firmwareId?: string | undefined;
  /** What was armed, as it stands in the page's address. */
  readonly scenarios?: string | undefined;
  /** Of refused sign-ins: how many more there were in the minute that is over. */
  readonly count?: number | undefined;
};

export const NO_AUDIT: AuditLog = { ready: async () => {}, write: async () => {} };

/** Others have no business with who uploads what. */
const MODE = 0o600;

/**
 * The file is opened anew for each line, so that it can be renamed and begun again at any moment without a signal.
 * @throws StartError when it cannot be written
 */
export async function openAuditLog(
  path: string | undefined,
  now: () => number = Date.now,
): Promise<AuditLog> {
  if (path === undefined) return NO_AUDIT;
  /** One after the other: lines stand in the order of what they tell. */
  let latest: Promise<unknown> = Promise.resolve();
  const log: AuditLog = {
    async ready() {
      await (await open(path, 'a', MODE)).close();
    },
    write(entry) {
      const line = `${JSON.stringify({ time: new Date(now()).toISOString(), ...entry })}\n`;
      const written = latest.then(() => appendFile(path, line, { mode: MODE }));
      latest = written.catch(() => undefined);
      return written;
    },
  };
  await log.ready().catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    throw new StartError(
      `AUDIT_FILE ${path} cannot be written (${why}). Give this process the right to it, or name another file.`,
    );
  });
  return log;
}
