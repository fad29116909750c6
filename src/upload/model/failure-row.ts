import type { OssError } from '../../contract/oss-error.ts';

/** At most `times` further attempts because of this, waiting up to `baseMs`, twice that, and so on up to `capMs`; or none. */
export type RetryRule =
  | 'stop'
  | { readonly times: number; readonly baseMs: number; readonly capMs: number };

/** Further attempts that sent something, after the first. AWS and Google retry two and three times, tus four. */
export const SEND_RETRIES = 3;
/** Further ticket calls in a row that sent nothing; a throttled caller is let in again, so it may ask more often. */
export const TICKET_RETRIES = 3;
export const THROTTLED_RETRIES = 5;
/** Below this, sending again costs less than asking the user. */
export const SMALL_BYTES = 100_000_000;

export function ticketRetry(times: number, baseMs = 500): RetryRule {
  return { times, baseMs, capMs: 8_000 };
}

export function sendRetry(times: number, baseMs = 1_000): RetryRule {
  return { times, baseMs, capMs: 20_000 };
}

/** What may be in the store after a failure, from the least to the most that the user has to reckon with. */
export const LEFTOVERS = [
  'nothing-sent',
  'nothing-sent-here',
  'nothing-stored',
  'maybe',
  'elsewhere',
  'mixed-copy',
  'wrong-copy',
] as const;
export type Leftover = (typeof LEFTOVERS)[number];

/** Writes numbers and names as the page's language does. */
export type Wording = {
  readonly bytes: (count: number) => string;
  readonly exactBytes: (count: number) => string;
  readonly percent: (part: number, whole: number) => string;
  readonly duration: (seconds: number) => string;
  /** A name or an address, which no translation may change. */
  readonly exactly: (text: string) => string;
};

/** All that follows from one kind of failure, which carries `Fields`; the words for it are the app's, in every language. */
export type Row<Fields> = {
  /** With `FW-` before it, what the user reads out on the phone: a row of the catalogue of failures. */
  readonly code: string | ((failure: Fields) => string);
  /** The half of an attempt in which it happens: retries are counted for each. */
  readonly phase: 'before-sending' | 'sending';
  readonly leftover: Leftover | ((failure: Fields) => Leftover);
  readonly retry: RetryRule | ((failure: Fields, size: number) => RetryRule);
  /** No further attempt can help before the file is chosen anew. */
  readonly needsFile?: true;
  /** The values that stand in the sentences about it, in their order; `size` is the file's. */
  readonly told?: (failure: Fields, wording: Wording, size: number) => readonly string[];
};

export type FieldsOf<ItsRow> = ItsRow extends Row<infer Fields> ? Fields : never;

/** A failure before the first byte goes: nothing is sent, unless its row says otherwise. */
export function beforeSending<Fields = unknown>(
  row: Omit<Row<Fields>, 'phase' | 'leftover'> & Partial<Pick<Row<Fields>, 'leftover'>>,
): Row<Fields> {
  return { leftover: 'nothing-sent', ...row, phase: 'before-sending' };
}

export function sending<Fields = unknown>(row: Omit<Row<Fields>, 'phase'>): Row<Fields> {
  return { ...row, phase: 'sending' };
}

/** How many of the file's bytes had been handed to the network. */
export type Sent = { readonly sent: number; readonly total: number };

export function share({ sent, total }: Sent, { percent }: Wording): string {
  return percent(sent, total);
}

export type AtHost = { readonly host: string };

export function hostAlone({ host }: AtHost, { exactly }: Wording): readonly string[] {
  return [exactly(host)];
}

/** What our server found when it was asked about the object. */
export type Sought = { readonly found: 'absent' | 'unknown' };

/**
 * The store's answer to the transfer did not get through: its reason was learned afterwards, by asking it with the ticket's
 * form without the file. What came instead of the answer:
 */
export type Asked =
  /** Nothing: the connection broke off before everything was sent. */
  | ({ readonly insteadOfAnswer: 'cut' } & Sent)
  /** Nothing that this page may read, after everything was sent. */
  | ({ readonly insteadOfAnswer: 'silence' } & Sought)
  /** This status, of something in between, after everything was sent. */
  | ({ readonly insteadOfAnswer: 'status'; readonly status: number } & Sought);

export type MaybeAsked = { readonly asked?: Asked };

/** A store keeps whole objects only, and after nearly every refusal of its own there is none. */
export function leftoverOfRefusal({
  status,
  error,
  asked,
}: MaybeAsked & { readonly status: number; readonly error: OssError | undefined }): Leftover {
  // What the store says of a ticket now it need not have said of the transfer, if that was sent to its end.
  if (asked !== undefined && 'found' in asked && asked.found === 'unknown') return 'maybe';
  // A gateway may lose the answer to a request that went through.
  if (error === undefined) return status < 500 ? 'nothing-stored' : 'maybe';
  // An object that is there already may be this very one.
  const isUnsure = error.code === 'InternalError' || error.code === 'FileAlreadyExists';
  return isUnsure ? 'maybe' : 'nothing-stored';
}

/** The store's word that a policy is over. */
export type Expired = {
  readonly status: number;
  readonly error: OssError;
  readonly requestId: string | undefined;
  readonly isEarly?: true;
};
