import type { ExchangeNote } from '../exchange-event.ts';
import { codeOf, factsOf } from '../model/failure-rules.ts';
import type { Wait } from '../model/upload-state.ts';
import type { UploadEvent } from '../model/upload-event.ts';
import type { Upload } from '../model/upload.ts';

/**
 * What a change of an upload's state says about its exchange; undefined where the attempt itself tells more, or nothing was
 * exchanged.
 * @param sinceStart turns a moment of the engine's clock into one of the exchange
 */
export function noteOf(
  event: UploadEvent,
  upload: Upload,
  now: number,
  sinceStart: (moment: number) => number,
): ExchangeNote | undefined {
  switch (event.type) {
    case 'doubted':
    case 'inspected':
      return checkedNote(event, upload);
    case 'refused':
      return { type: 'file-refused', code: codeOf(event.rejection), kind: event.rejection.kind };
    case 'recognised':
      return { type: 'recognised' };
    case 'suffix-chosen':
      return { type: 'suffix-chosen', suffix: event.suffix };
    case 'started':
      return { type: 'pressed', action: 'start' };
    case 'cancelled':
      return { type: 'pressed', action: 'cancel' };
    case 'given-up':
      return { type: 'pressed', action: 'cancel-all' };
    case 'retried':
      return { type: 'pressed', action: 'retry' };
    case 'kept-waiting':
      return { type: 'pressed', action: 'keep-waiting' };
    case 'packaged':
      return { type: 'packaged', firmwareId: event.madePackage.firmwareId };
    case 'resumed':
      return { type: 'resumed' };
    case 'began':
      return { type: 'began' };
    case 'stalled':
      return { type: 'stalled', why: event.why, since: sinceStart(event.since) };
    case 'sent':
      return { type: 'sent' };
    case 'interrupted':
      return { type: 'interrupted', sent: event.sent };
    case 'confirmed': {
      const { verdict, firmwareUrl, sendMs } = event.receipt;
      return {
        type: 'judged',
        verdict: verdict.kind,
        ...(verdict.kind === 'verified'
          ? {
              proof:
                'by' in verdict
                  ? { by: verdict.by, digest: verdict.digest }
                  : { by: 'crc64', digest: verdict.crc64 },
            }
          : { reason: verdict.reason }),
        firmwareUrl,
        sendMs: Math.round(sendMs),
      };
    }
    case 'failed': {
      const { status, code, ec, message, requestId } = factsOf(event.failure);
      return {
        type: 'failed',
        code: codeOf(event.failure),
        kind: event.failure.kind,
        sent: event.sent,
        ...(status !== undefined && { status }),
        ...(code !== undefined && { theirCode: code }),
        ...(ec !== undefined && { ec }),
        ...(message !== undefined && { message }),
        ...(requestId !== undefined && { requestId }),
        next: nextOf(event.wait, now),
      };
    }
    case 'ticketed':
    case 'progressed':
    case 'unanswered':
    case 'answered':
      return undefined;
  }
}

/** What the bytes are, without any of them. */
function checkedNote(
  event: Extract<UploadEvent, { type: 'doubted' | 'inspected' }>,
  { firmware, image, imageVersion, packing }: Upload,
): ExchangeNote {
  const doubt = 'doubt' in event ? event.doubt : undefined;
  return {
    type: 'file-checked',
    size: firmware.size,
    suffix: event.suffix,
    ...(doubt !== undefined && { doubt: doubt.kind }),
    ...(image !== undefined && { image }),
    ...(imageVersion !== undefined && { version: imageVersion }),
    ...(packing !== undefined && { packing }),
    ...(doubt?.kind === 'odd' && { oddity: doubt.oddity }),
    ...(doubt?.kind === 'cut-image' && { needed: doubt.needed ?? 0 }),
  };
}

function nextOf(wait: Wait | undefined, now: number) {
  if (wait === undefined) return { kind: 'none' } as const;
  if (wait.for === 'time') {
    return { kind: 'after', ms: Math.round(Math.max(0, wait.until - now)) } as const;
  }
  return { kind: 'when-back', away: wait.for } as const;
}
