import gifenc from 'gifenc';
import { PNG } from 'pngjs';
import type { ShownFrame } from './record-frames.ts';

const COLORS = 255;
/** Stands for "as in the frame before", behind the colours. */
const UNCHANGED = 255;
/** So many pixels of each frame stand for all of them in the choice of colours. */
const SAMPLE_EVERY = 7;

/** One palette for all frames, and of each frame only what has changed. */
export function encodeGif(frames: readonly ShownFrame[]): Uint8Array {
  const pictures = frames.map(({ png }) => PNG.sync.read(png));
  const palette = gifenc.quantize(sampleOf(pictures), COLORS);
  const gif = gifenc.GIFEncoder();
  let before: Uint8Array | undefined;
  for (const [index, { data, width, height }] of pictures.entries()) {
    const indexes = gifenc.applyPalette(data, palette);
    const last = before;
    const changed =
      last === undefined
        ? indexes
        : indexes.map((color, at) => (color === last[at] ? UNCHANGED : color));
    gif.writeFrame(changed, width, height, {
      ...(last === undefined && { palette: [...palette, [0, 0, 0]], repeat: 0 }),
      delay: frames[index]?.ms ?? 0,
      transparent: last !== undefined,
      transparentIndex: UNCHANGED,
      dispose: 1,
    });
    before = indexes;
  }
  gif.finish();
  return gif.bytes();
}

function sampleOf(pictures: readonly PNG[]): Uint8Array {
  const pixels = pictures.flatMap(({ data }) => {
    const words = new Uint32Array(data.buffer, data.byteOffset, data.byteLength / 4);
    return Array.from(words.filter((_, at) => at % SAMPLE_EVERY === 0));
  });
  return new Uint8Array(Uint32Array.from(pixels).buffer);
}
