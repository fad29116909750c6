import { closeServer } from '../../../src/server/process/listening.ts';
import { runServer } from '../../../src/server/run-server.ts';
import type { Environment } from '../../../src/server/settings/setting-reader.ts';
import { createCloud, SAMPLE_CREDENTIALS } from '../../../src/simulator/cloud.ts';
import { createFaultPlan, type FaultPlan } from '../../../src/faults/fault-plan.ts';
import { injectFaults } from '../../../src/faults/socket/socket-faults.ts';
import { builtPage, settingsOf } from '../../../src/automation/in-process.ts';
import type { StoreContents } from './stored-files.ts';

/**
 * The real server, live: it calls a platform that is not its own, signed and over a socket. The platform is the simulated one,
 * with every check; a script may answer in its place. Nothing limits the calls unless `env` says so.
 */
export type LiveCloud = StoreContents & {
  /** Where the page is. */
  readonly url: string;
  /** Platform and store, on one origin. */
  readonly cloudUrl: string;
  /** What the store has seen. */
  readonly plan: FaultPlan;
  /** What the platform was asked, oldest first. */
  readonly calls: readonly PlatformCall[];
  /** May be changed at any time. */
  answerWith: PlatformScript;
  stop(): Promise<void>;
};

export type PlatformCall = {
  readonly nonce: string;
  readonly signature: string;
  readonly suffix: string;
  /** When it came, on this process's monotonic clock. */
  readonly at: number;
};

/** @param pass lets the platform judge the call for itself */
export type PlatformScript = (pass: () => Promise<Response>, nth: number) => Promise<Response>;

export type LiveCloudOptions = {
  readonly answerWith?: PlatformScript;
  /** The clock of platform and store, in milliseconds since the epoch. */
  readonly now?: () => number;
  readonly env?: Environment;
};

export async function startLiveCloud(options: LiveCloudOptions = {}): Promise<LiveCloud> {
  const plan = createFaultPlan();
  const calls: PlatformCall[] = [];
  const { server: cloudServer, origin: cloudUrl } = await injectFaults(plan).startServer(
    { host: '127.0.0.1', port: 0, report: (error) => console.error(error) },
    (origin) => {
      const { now } = options;
      const cloud = createCloud({ origin, ...(now === undefined ? {} : { now }) });
      return {
        ...cloud,
        async fetch(request) {
          const { searchParams } = new URL(request.url);
          const pass = () => cloud.fetch(request);
          if (!searchParams.has('Action')) return pass();
          calls.push({
            nonce: searchParams.get('SignatureNonce') ?? '',
            signature: searchParams.get('Signature') ?? '',
            suffix: searchParams.get('FileSuffix') ?? '',
            at: performance.now(),
          });
          return live.answerWith(pass, calls.length);
        },
      };
    },
  );
  const settings = settingsOf({
    CLOUD_PORT: undefined,
    CLOUD: 'tuya',
    CLOUD_ENDPOINT: cloudUrl,
    ACCESS_KEY_ID: SAMPLE_CREDENTIALS.accessKeyId,
    ACCESS_KEY_SECRET: SAMPLE_CREDENTIALS.accessKeySecret,
    STORE_HOSTS: cloudUrl,
    TICKETS_PER_SECOND: '0',
    ...options.env,
  });
  const server = await runServer(settings, await builtPage());

  const live: LiveCloud = {
    url: server.pageUrl,
    cloudUrl,
    plan,
    calls,
    answerWith: options.answerWith ?? ((pass) => pass()),
    async stored() {
      const keys = new Set(plan.posts.flatMap(({ key }) => key ?? []));
      const found = [...keys].map(async (key) => {
        const response = await fetch(`${cloudUrl}/${key}`);
        const bytes = Buffer.from(await response.arrayBuffer());
        return response.ok ? [{ key, read: async () => bytes }] : [];
      });
      return (await Promise.all(found)).flat();
    },
    async stop() {
      await server.close(0);
      await closeServer(cloudServer, 0);
    },
  };
  return live;
}

/** A refusal of the platform, as Tuya writes it. */
export function refusal(code: string | number, init?: ResponseInit): Response {
  return Response.json(
    { success: false, code, errorMessage: `The platform says ${code}`, requestId: 'request-4711' },
    init,
  );
}
