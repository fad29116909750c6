import * as v from 'valibot';
import { isIP } from 'node:net';

/** Settings for the operator. Rows of the one table. */

const LOG_FORMATS = ['text', 'json'] as const;
const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;

const amount = (max: number) =>
  v.pipe(v.string(), v.regex(/^\d{1,7}(\.\d{1,3})?$/), v.transform(Number), v.maxValue(max));
const GIB = 1024 ** 3;
const DAY_MS = 24 * 60 * 60 * 1000;
const gibibytes = v.pipe(
  amount(1_048_576),
  v.minValue(0.001),
  v.transform((gib) => Math.round(gib * GIB)),
);

export const OPERATIONS_SETTINGS = {
  LOG_FORMAT: {
    schema: v.optional(v.picklist(LOG_FORMATS)),
    expected: 'text or json is expected',
    example: 'json',
    meaning:
      'what the log is written for: `text` (sentences, for users) or `json` (one object a line, for programs)',
    usual: '`text` on a terminal, else `json`',
  },
  LOG_LEVEL: {
    schema: v.optional(v.picklist(LOG_LEVELS), 'info'),
    expected: 'debug, info, warn, error or silent is expected',
    example: 'warn',
    meaning: 'the least that is written: `debug`, `info`, `warn`, `error`, or `silent` for nothing',
  },
  OPERATOR_PORT: {
    schema: v.optional(v.pipe(v.string(), v.digits(), v.transform(Number), v.maxValue(65_535))),
    expected: 'a port number from 0 (any free one) to 65535 is expected',
    example: '9090',
    meaning:
      'port for the operator alone: `/metrics`, `/doctor`, `/store`; who reaches it needs no other right. Without it there is none',
  },
  OPERATOR_HOST: {
    schema: v.optional(
      v.pipe(
        v.string(),
        v.check((address) => isIP(address) !== 0),
      ),
      '127.0.0.1',
    ),
    expected: 'an IP address of this machine is expected',
    example: '127.0.0.1',
    meaning: 'address where `OPERATOR_PORT` listens; keep it away from users',
  },
  RELAY: {
    schema: v.optional(
      v.pipe(
        v.picklist(['on', 'off']),
        v.transform((relay) => relay === 'on'),
      ),
      'off',
    ),
    expected: 'on or off is expected',
    example: 'on',
    meaning:
      'whether files go through this server to the store: `on` for a bucket whose CORS rule is not yours to set, else `off`',
  },
  STORE_QUOTA_GIB: {
    schema: v.optional(gibibytes, '20'),
    expected: 'GiB from 0.001 to 1048576 are expected',
    example: '100',
    meaning: 'how much the embedded store keeps at most, in GiB, 0.001 to 1048576',
  },
  KEEP_DAYS: {
    schema: v.optional(
      v.pipe(
        amount(36_500),
        v.minValue(1),
        v.transform((days) => days * DAY_MS),
      ),
    ),
    expected: 'days from 1 to 36500 are expected',
    example: '90',
    meaning:
      'files of the embedded store that are older are removed, in days, 1 to 36500, unless a package was made of them; without it all are kept',
  },
  KEEP_GIB: {
    schema: v.optional(gibibytes),
    expected: 'GiB from 0.001 to 1048576 are expected',
    example: '15',
    meaning:
      'the oldest files of the embedded store are removed beyond this, in GiB, 0.001 to 1048576, but none of the last day and none that a package was made of',
  },
};

/** Where and how the server tells of itself. */
export type OperationsSettings = {
  /** Undefined: as the output is a terminal or not. */
  readonly logFormat: (typeof LOG_FORMATS)[number] | undefined;
  readonly logLevel: (typeof LOG_LEVELS)[number];
  /** Undefined: nothing is served for the operator. */
  readonly operatorPort: number | undefined;
  readonly operatorHost: string;
};

/** Which files of the embedded store may be removed; undefined: none for that reason. */
export type RetentionRules = {
  readonly keepMs: number | undefined;
  readonly keepBytes: number | undefined;
};
