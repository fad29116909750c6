import type { CloudReadiness } from '../process/cloud-readiness.ts';
import { createReadiness, type Readiness } from '../process/readiness.ts';
import { createLog } from './log.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import type { Emit } from './server-event.ts';

/** What a server tells of itself: by its log, its metrics, and its readiness. */
export type Operations = {
  readonly emit: Emit;
  readonly metrics: Metrics;
  readonly readiness: Readiness;
  /** For a mistake of ours; no answer mentions it. */
  readonly report: (error: unknown) => void;
};

/** The same of one cloud. */
export type CloudOperations = Omit<Operations, 'readiness' | 'metrics'> & {
  readonly metrics: Pick<Metrics, 'watch'>;
  readonly readiness: CloudReadiness;
};

/** What one of several clouds tells has its name; where there is one without a name, nothing is to be told apart. */
export function operationsOf(
  operations: Operations,
  target: { readonly id: string } | undefined,
): CloudOperations {
  if (target === undefined) return operations;
  const { emit, metrics, readiness } = operations;
  const { id } = target;
  return {
    emit: (event) => emit(event, id),
    metrics: { watch: (name, help, read) => metrics.watch(name, help, read, id) },
    readiness: readiness.forTarget(id),
    report: (error) => emit({ kind: 'mistake', error }, id),
  };
}

/** Only mistakes are worth a line, unless told otherwise. */
const errorsOnly = createLog({ format: 'text', level: 'error' });

export function createOperations(log: Emit = errorsOnly): Operations {
  const metrics = createMetrics();
  const emit: Emit = (event, target) => {
    log(event, target);
    metrics.count(event, target);
  };
  return {
    emit,
    metrics,
    readiness: createReadiness(),
    report: (error) => emit({ kind: 'mistake', error }),
  };
}
