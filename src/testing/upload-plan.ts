import type { Condition } from '../replay/stand-in.ts';
import type { Contents } from '../upload/model/contents.ts';
import type { AwayKind } from '../upload/model/away.ts';
import type { LocalAccess } from '../upload/model/local-network.ts';
import type { SuffixChoice } from '../upload/model/upload.ts';
import type { ConfirmationOutcome } from '../upload/transfer/confirmation-client.ts';
import { ossError } from './answers.ts';

/** What is to go wrong with an upload, and when. */

export type TicketPlan =
  | 'issued'
  | { readonly status: number; readonly body: string; readonly retryAfter?: string }
  /** A ticket with these fields in place of its own; undefined takes one away. */
  | { readonly over: Readonly<Record<string, unknown>> }
  | 'unreachable'
  | 'silent';

export type TransferPlan =
  | { readonly kind: 'stored'; readonly tells: 'equal' | 'different' | 'nothing' }
  | {
      readonly kind: 'refused';
      readonly status: number;
      readonly body: string;
      readonly at: number;
    }
  /** Of something in between: success by its status alone. */
  | { readonly kind: 'portal' }
  | { readonly kind: 'elsewhere' }
  | { readonly kind: 'cut'; readonly at: number }
  | { readonly kind: 'stalled'; readonly at: number }
  | { readonly kind: 'lost'; readonly found: readonly ConfirmationOutcome['confirmation'][] }
  | { readonly kind: 'blocked' }
  /** No CORS rule. */
  | { readonly kind: 'forbidden' };

export type AttemptPlan = {
  readonly ticket: TicketPlan;
  readonly ticketMs: number;
  readonly lifeMs: number;
  readonly maxBytes: number;
  readonly hasToken: boolean;
  readonly sendMs: number;
  readonly transfer: TransferPlan;
  readonly file: 'same' | 'changed-before' | 'gone-before' | 'changed-after' | 'torn';
  readonly isTaken: boolean;
  /** What the store says to the form without its file. */
  readonly reason: { readonly status: number; readonly body: string } | undefined;
};

export type WorldPlan = {
  readonly name: string;
  readonly size: number;
  readonly choice: SuffixChoice;
  readonly contents: Contents | undefined;
  readonly condition: Condition;
  /** One for each attempt; those that follow go well. */
  readonly attempts: readonly AttemptPlan[];
  /** What does not answer, from when on and for how long, in milliseconds. */
  readonly outages: readonly {
    readonly away: AwayKind;
    readonly from: number;
    readonly ms: number;
  }[];
  readonly presses: readonly { readonly at: number; readonly action: PlannedPress }[];
  /** Whether the browser itself keeps the page from the store's network. */
  readonly localAccess?: LocalAccess;
  /** Our server hands the forms on. */
  readonly isRelayed?: boolean;
  /** When the recording is taken, in the middle of it all; undefined at its end. */
  readonly takenAt?: number | undefined;
};

export type PlannedPress = 'start' | 'cancel' | 'cancelAll' | 'retry' | 'keepWaiting';

export const GOOD_ATTEMPT: AttemptPlan = {
  ticket: 'issued',
  ticketMs: 120,
  lifeMs: 60_000,
  maxBytes: 1_000_000_000,
  hasToken: true,
  sendMs: 2_000,
  transfer: { kind: 'stored', tells: 'equal' },
  file: 'same',
  isTaken: false,
  reason: undefined,
};

export const GOOD_PLAN: WorldPlan = {
  name: 'door-lock-2.4.1.bin',
  size: 300_000,
  choice: 'auto',
  contents: { packing: undefined, image: undefined, oddity: undefined },
  condition: 'same',
  attempts: [],
  outages: [],
  presses: [],
};

export const STORE_HOST = 'https://bucket.example';
export const INSECURE_HOST = 'http://bucket.example';

const attempt = (over: Partial<AttemptPlan>): AttemptPlan => ({ ...GOOD_ATTEMPT, ...over });
export const times = (count: number, over: Partial<AttemptPlan>): Partial<WorldPlan> => ({
  attempts: Array.from({ length: count }, () => attempt(over)),
});
export const transfer = (
  count: number,
  is: AttemptPlan['transfer'],
  over: Partial<AttemptPlan> = {},
) => times(count, { transfer: is, ...over });
export const ticket = (count: number, is: AttemptPlan['ticket'], over: Partial<AttemptPlan> = {}) =>
  times(count, { ticket: is, ...over });
export const problem = (status: number, code: string) => ({
  status,
  body: JSON.stringify({ success: false, code, errorMessage: 'No.', requestId: 'r' }),
});
export const refused = (status: number, code: string, at = 1) =>
  ({ kind: 'refused', status, body: ossError(code), at }) as const;

/** With the last of the states that the upload has to come to. */
export type PlanCases = Readonly<Record<string, readonly [over: Partial<WorldPlan>, last: string]>>;
