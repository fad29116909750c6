import type { Confirm } from './confirmation-client.ts';
import { askUntilCertain, createAsk, type AskTools } from './verify.ts';
import type { AttemptEvent } from '../model/upload-event.ts';
import type { StateOf } from '../model/upload-state.ts';
import type { Upload } from '../model/upload.ts';

/**
 * An earlier visit had sent everything and went away before the store's answer was judged. Asks the store whether the object
 * is there; if nothing proves that it is, the upload counts as interrupted.
 */
export async function recheck(
  { confirm, ...tools }: AskTools & { readonly confirm: Confirm },
  { firmware, digests, lastTicket }: Upload,
  { attempt }: StateOf<'confirming'>,
  signal: AbortSignal,
): Promise<AttemptEvent> {
  const { crc64 } = digests;
  // Without its file nothing is computed any more.
  const ours = crc64.status === 'pending' ? ({ status: 'missed' } as const) : crc64;
  const interrupted = { type: 'interrupted', attempt, sent: firmware.size } as const;
  if (lastTicket === undefined) return interrupted;
  let firmwareUrl: string | undefined;
  const listen: Confirm = async (request, until) => {
    const outcome = await confirm(request, until);
    if (outcome.confirmation !== 'unreachable') ({ firmwareUrl } = outcome);
    return outcome;
  };
  const ask = createAsk(listen, lastTicket.confirmationToken, firmware.size, async () => ours);
  const { found } = await askUntilCertain(ask, tools, signal);
  signal.throwIfAborted();
  if (typeof found === 'string' || found.kind === 'checksum-mismatch') return interrupted;
  if (firmwareUrl === undefined) return interrupted;
  return {
    type: 'confirmed',
    attempt,
    receipt: {
      firmwareUrl,
      verdict: found,
      ticketRequestId: lastTicket.requestId,
      storeRequestId: undefined,
      finishedAt: tools.clock.wall(),
      sendMs: 0,
    },
  };
}
