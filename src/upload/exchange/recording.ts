import * as v from 'valibot';
import { ExchangeSchema, type Exchange } from '../exchange-event.ts';
import { exactPath, type Firmware } from '../model/firmware-file.ts';
import { INITIAL_STATE } from '../model/upload-state.ts';
import { stateLabel } from './state-label.ts';

/**
 * One upload as a file to hand on: what was dropped, without its bytes, all that was exchanged, without secrets, and the states that
 * it came to. `src/replay` plays it once more.
 */
export const RECORDING_FORMAT = 'ota-drop-recording';
export const RECORDING_VERSION = 1;

/** An exchange has at most 70 kB; as JSON with indentation it may be three times as large. */
export const RECORDING_MAX_BYTES = 400_000;

export const RECORDING_ENDING = '.recording.json';

export const RecordingSchema = v.object({
  format: v.literal(RECORDING_FORMAT),
  version: v.literal(RECORDING_VERSION),
  /** Of the page that has recorded it. */
  build: v.exactOptional(v.string()),
  file: v.object({
    name: v.string(),
    /** Where it lay in a dropped folder; missing for a file that came by itself. */
    folder: v.exactOptional(v.string()),
    size: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  }),
  exchange: ExchangeSchema,
});

export type Recording = Readonly<v.InferOutput<typeof RecordingSchema>>;

/** Undefined where not everything is kept from the first moment on: of a part nothing can be said by playing it. */
export function recordingOf(
  exchange: Exchange,
  firmware: Firmware,
  build: string | undefined,
): Recording | undefined {
  if (!isWhole(exchange)) return undefined;
  const { name, folder } = exactPath(firmware);
  return {
    format: RECORDING_FORMAT,
    version: RECORDING_VERSION,
    ...(build !== undefined && { build }),
    file: { name, ...(folder !== '' && { folder }), size: firmware.size },
    exchange,
  };
}

/** From the moment when the file was added. */
export function isWhole({ states, leftOut }: Exchange): boolean {
  return leftOut.count === 0 && states?.[0]?.[2] === stateLabel(INITIAL_STATE);
}
