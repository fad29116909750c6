import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Emit } from './server-event.ts';

type ReadNumber = () => number | Promise<number>;

/**
 * Numbers for Prometheus. Labels are codes, verdicts, classes of status and the ids of targets: never a user, a file, a key or an
 * address.
 */
export type Metrics = {
  readonly count: Emit;
  /** Reads a number each time the metrics are asked for. @param target of which of several clouds */
  watch(name: string, help: string, read: ReadNumber, target?: string): void;
  /** The text format of Prometheus. */
  text(): Promise<string>;
  readonly contentType: string;
};

const CALL_SECONDS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** Codes of a platform that may be told apart; whatever else it makes up is one more. */
const CODES_MAX = 100;

export function createMetrics(): Metrics {
  // Not the library's own: a process may run more than one server, as tests do.
  const registry = new Registry();
  const registers = [registry];
  const counter = (name: string, help: string, ...labelNames: string[]) =>
    new Counter({ name, help, labelNames: [...labelNames, 'target'], registers });
  const seconds = (name: string, help: string, ...labelNames: string[]) =>
    new Histogram({
      name,
      help,
      labelNames: [...labelNames, 'target'],
      buckets: CALL_SECONDS,
      registers,
    });

  const calls = {
    ticket: {
      total: counter('ota_drop_tickets_total', 'Tickets asked for, by outcome.', 'outcome'),
      seconds: seconds('ota_drop_ticket_seconds', 'From a request for a ticket to its answer.'),
    },
    package: {
      total: counter('ota_drop_packages_total', 'Packages asked for, by outcome.', 'outcome'),
      seconds: seconds('ota_drop_package_seconds', 'From a request for a package to its answer.'),
    },
  };
  const refusals = counter('ota_drop_refusals_total', 'Refused calls, by code.', 'call', 'code');
  const confirmations = counter(
    'ota_drop_confirmations_total',
    'Confirmations asked for, by verdict.',
    'verdict',
  );
  const failures = counter(
    'ota_drop_platform_failures_total',
    'Calls to the platform without an answer, by cause.',
    'cause',
  );
  const waits = seconds('ota_drop_wait_seconds', 'How long calls waited for their turn.', 'turn');
  const posts = counter('ota_drop_store_posts_total', 'Forms to the store, by status.', 'status');
  const relayed = counter('ota_drop_relayed_total', 'Forms handed on, by status.', 'status');
  const removed = counter('ota_drop_store_removed_total', 'Objects removed from the store.');
  const requests = counter('ota_drop_requests_total', 'Requests to the page, by status.', 'status');
  const mistakes = counter('ota_drop_mistakes_total', 'Mistakes of the server itself.');
  const codes = new Set<string>();
  /** By name of the number: what it is read from, by target. */
  const watched = new Map<string, Map<string | undefined, ReadNumber>>();

  return {
    count(event, target) {
      // A label without a value is another series: where there is one cloud, there is none.
      const of = target === undefined ? {} : { target };
      switch (event.kind) {
        case 'ticket':
        case 'package': {
          const { total, seconds } = calls[event.kind];
          const { end } = event;
          total.inc({ outcome: end.kind, ...of });
          seconds.observe(of, event.ms / 1000);
          if (end.kind === 'refused') {
            refusals.inc({ call: event.kind, code: known(end.code), ...of });
          }
          break;
        }
        case 'confirmation':
          confirmations.inc({ verdict: event.verdict, ...of });
          break;
        case 'platform-failure':
          failures.inc({ cause: event.cause, ...of });
          break;
        case 'wait':
          waits.observe({ turn: event.hadTurn ? 'yes' : 'no', ...of }, event.ms / 1000);
          break;
        case 'store-post':
          posts.inc({ status: String(event.status), ...of });
          break;
        case 'relay':
          relayed.inc({ status: String(event.status), ...of });
          break;
        case 'removal':
          removed.inc(of, event.objects);
          break;
        case 'request':
          requests.inc({ status: String(event.status) });
          break;
        case 'mistake':
          mistakes.inc(of);
          break;
        case 'notice':
      }
    },
    watch(name, help, read, target) {
      const known = watched.get(name);
      if (known !== undefined) return void known.set(target, read);
      const readers = new Map([[target, read]]);
      watched.set(name, readers);
      const gauge = new Gauge({
        name,
        help,
        labelNames: ['target'],
        registers: [],
        async collect() {
          const each = [...readers].map(async ([of, readOne]) => {
            this.set(of === undefined ? {} : { target: of }, await readOne());
          });
          await Promise.all(each);
        },
      });
      registry.registerMetric(gauge);
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };

  /** A label that grows without end would fill the memory of the collector. */
  function known(code: string): string {
    if (codes.size < CODES_MAX) codes.add(code);
    return codes.has(code) ? code : 'other';
  }
}
