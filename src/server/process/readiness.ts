import {
  createCloudHealth,
  type CloudHealth,
  type CloudReadiness,
  type ReadinessCause,
  type ReadinessFault,
} from './cloud-readiness.ts';

/** Whether this process should be sent requests: what `/readyz` answers, and what stops new work while the process ends. */
export type Readiness = CloudReadiness & {
  report(): Promise<ReadinessReport>;
  /** Something that makes work worse and stops none: reported, and no reason to send requests elsewhere. */
  addWarning(check: () => ReadinessWarning | undefined): void;
  /** Of one of several clouds: as long as one of them works, the process is ready. */
  forTarget(id: string): CloudReadiness;
};

export type ReadinessWarning = { readonly cause: 'redis-away'; readonly reason: string };

type Reasons = {
  /** Every reason, in sentences. */
  readonly reason: string;
  readonly causes: readonly ReadinessCause[];
};

export type ReadinessReport = (
  | { readonly status: 'ready' }
  | ({ readonly status: 'degraded' | 'stopping' } & Reasons)
) & {
  /** Of several clouds those that do not work. */
  readonly targets?: readonly ({ readonly id: string } & Reasons)[];
  readonly warnings?: readonly ReadinessWarning[];
};

/** What is answered 503 while the process ends may be asked for again after this: another process takes over. */
export const STOPPING_RETRY_AFTER_S = 5;

export function createReadiness(now: () => number = () => performance.now()): Readiness {
  const own = createCloudHealth(now);
  const targets = new Map<string, CloudHealth>();
  const warningChecks: (() => ReadinessWarning | undefined)[] = [];

  return {
    ...own,
    async report() {
      if (own.isStopping()) {
        const reason = 'This server is about to end and takes nothing new.';
        return { status: 'stopping', reason, causes: ['stopping'] };
      }
      const [ours, theirs] = await Promise.all([
        own.faults(),
        Promise.all([...targets].map(async ([id, one]) => ({ id, faults: await one.faults() }))),
      ]);
      const unwell = theirs.filter(({ faults }) => faults.length > 0);
      const listed = unwell.map(({ id, faults }) => ({ id, ...reasonsOf(faults) }));
      const warnings = warningChecks.map((check) => check()).filter((each) => each !== undefined);
      const shown = {
        ...(listed.length > 0 && { targets: listed }),
        ...(warnings.length > 0 && { warnings }),
      };
      const isOneWell = targets.size === 0 || unwell.length < targets.size;
      if (ours.length === 0 && isOneWell) return { status: 'ready', ...shown };
      const named = unwell.flatMap(({ id, faults }) =>
        faults.map(({ cause, reason }) => ({ cause, reason: `Target "${id}": ${reason}` })),
      );
      return { status: 'degraded', ...reasonsOf([...ours, ...named]), ...shown };
    },
    addWarning(check) {
      warningChecks.push(check);
    },
    forTarget(id) {
      const one = createCloudHealth(now);
      targets.set(id, one);
      return { ...one, isStopping: () => own.isStopping() || one.isStopping() };
    },
  };
}

function reasonsOf(faults: readonly ReadinessFault[]): Reasons {
  return {
    reason: faults.map(({ reason }) => reason).join(' '),
    causes: faults.map(({ cause }) => cause),
  };
}
