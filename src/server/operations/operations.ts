import { createReadiness, type Readiness } from '../process/readiness.ts';
import { createLog } from './log.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import type { Emit } from './server-event.ts';

/** What a server tells of itself: to its log, to whoever counts, to a balancer. */
export type Operations = {
  readonly emit: Emit;
  readonly metrics: Metrics;
  readonly readiness: Readiness;
  /** For a mistake of ours; no answer mentions it. */
  readonly report: (error: unknown) => void;
};

/** Only mistakes are worth a line, where nobody has said otherwise. */
const errorsOnly = createLog({ format: 'text', level: 'error' });

export function createOperations(log: Emit = errorsOnly): Operations {
  const metrics = createMetrics();
  const emit: Emit = (event) => {
    log(event);
    metrics.count(event);
  };
  return {
    emit,
    metrics,
    readiness: createReadiness(),
    report: (error) => emit({ kind: 'mistake', error }),
  };
}
