import type { ConfirmationFindings } from '../contract/confirmation.ts';
import type { Clock } from './clock.ts';
import type { Confirm } from './confirmation-client.ts';
import type { Failure } from './failure.ts';
import type { DigestState } from './upload.ts';
import type { Verdict } from './receipt.ts';

/** Whether the store holds the firmware's very bytes. */
export type Proof = Verdict | Extract<Failure, { kind: 'checksum-mismatch' }>;

export type Crc64 = () => Promise<Exclude<DigestState, { status: 'pending' }>>;

/** Asks the store, by way of our server, about the object of one ticket. */
export type AskStore = (signal: AbortSignal) => Promise<Proof | 'absent' | 'unknown'>;

/** When a lost answer is asked about, after the loss: a proxy may still be handing the body on. */
const ASK_AFTER_MS = [0, 3_000, 10_000];

/** Compares the checksum in the store's answer with ours; one that is hidden from pages is asked for. */
export async function prove(
  theirs: string | null,
  crc64: Crc64,
  ask: AskStore,
  signal: AbortSignal,
): Promise<Proof> {
  if (theirs === null) {
    const found = await ask(signal);
    return typeof found === 'string' ? { kind: 'unverified', reason: 'checksum-hidden' } : found;
  }
  const ours = await crc64();
  signal.throwIfAborted();
  return ours.status === 'known'
    ? compare(ours.value, theirs)
    : { kind: 'unverified', reason: 'digest-unavailable' };
}

/** After a lost answer: several times over ten seconds, until the store has said something that proves something. */
export async function askUntilCertain(
  ask: AskStore,
  clock: Clock,
  signal: AbortSignal,
): Promise<Proof | 'absent' | 'unknown'> {
  let found: Proof | 'absent' | 'unknown' = 'unknown';
  let waitedMs = 0;
  for (const at of ASK_AFTER_MS) {
    await clock.sleep(at - waitedMs, signal);
    waitedMs = at;
    found = await ask(signal);
    if (typeof found !== 'string') return found;
  }
  return found;
}

/** @param token undefined when the backend gives none: then nothing can be asked */
export function createAsk(
  confirm: Confirm,
  token: string | undefined,
  size: number,
  crc64: Crc64,
): AskStore {
  return async (signal) => {
    if (token === undefined) return 'unknown';
    const ours = await crc64();
    signal.throwIfAborted();
    const known = ours.status === 'known' ? ours.value : undefined;
    const findings = await confirm(
      { token, size, ...(known === undefined ? {} : { crc64: known }) },
      signal,
    );
    return read(findings, known);
  };
}

function read(
  { confirmation, crc64: theirs }: ConfirmationFindings,
  ours: string | undefined,
): Proof | 'absent' | 'unknown' {
  switch (confirmation) {
    case 'verified':
      // Said to be verified is not yet proved: the page compares for itself.
      return ours === undefined || theirs === undefined
        ? { kind: 'unverified', reason: 'checksum-hidden' }
        : compare(ours, theirs);
    case 'unverified':
      return {
        kind: 'unverified',
        reason: ours === undefined ? 'digest-unavailable' : 'checksum-hidden',
      };
    case 'mismatch':
      return { kind: 'checksum-mismatch', ours, theirs };
    case 'absent':
    case 'unknown':
      return confirmation;
  }
}

/** Verified only by an equal checksum. */
function compare(ours: string, theirs: string): Proof {
  return ours === theirs
    ? { kind: 'verified', crc64: theirs }
    : { kind: 'checksum-mismatch', ours, theirs };
}
