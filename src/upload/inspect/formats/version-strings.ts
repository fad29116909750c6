import type { Slices } from '../reading/slices.ts';
import type { ImageFormat } from '../reading/image-format.ts';

/** Larger ones are whole flashes, and hold more than a boot loader. */
const LOOKED_THROUGH_MAX_BYTES = 2 * 1024 * 1024;
/** Text stands behind the code. Where more than this share of a file follows it, that is another program's. */
const BEHIND_TEXT_MAX = 0.6;

/**
 * Boot loaders without a header, by the text that they say at their start. It ends in a zero, as text in a program does; a
 * log that quotes it has none.
 */
export const VERSION_STRINGS: readonly ImageFormat[] = [
  // Before U-Boot, which may be packed into it.
  byText('OpenSBI', /OpenSBI (?:v%d\.%d|%s)[\x20-\x7e]*\n*\0/),
  byText('SeaBIOS', /SeaBIOS \(version [\x20-\x7e]+\)\n*\0/),
  byText(
    'U-Boot',
    /U-Boot (20\d\d\.\d\d[\x21-\x7e]*) \([A-Z][a-z]{2} \d\d 20\d\d - [\x20-\x7e]+\)[\x20-\x7e]*\n*\0/,
  ),
];

/** @param text its first group, if there is one, is the version */
function byText(name: string, text: RegExp): ImageFormat {
  async function find({ size, ...slices }: Slices): Promise<RegExpExecArray | undefined> {
    if (size > LOOKED_THROUGH_MAX_BYTES) return undefined;
    const found = text.exec(new TextDecoder('latin1').decode(await slices.read(0, size)));
    return found !== null && size - found.index <= size * BEHIND_TEXT_MAX ? found : undefined;
  }
  return {
    name,
    fits: async (slices) => (await find(slices)) !== undefined,
    versionOf: async (slices) => (await find(slices))?.[1],
  };
}
