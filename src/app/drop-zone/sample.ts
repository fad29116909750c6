/** Long enough for a bar that can be seen moving. */
const SAMPLE_BYTES = 6 * 1024 * 1024;
/** As much as a browser gives at once. */
const RANDOM_BYTES = 65_536;

/** A sample for users without firmware at hand: it begins as an ESP-IDF application does, and no two are the same. */
export function sampleFirmware(): File {
  const head = new Uint32Array(16);
  head.set([0x2002_01e9, 0x4008_1000]);
  // One segment, and the magic word of the description that stands at its beginning.
  head.set([0x3f40_0020, SAMPLE_BYTES, 0xabcd_5432], 6);
  const noise = Array.from({ length: SAMPLE_BYTES / RANDOM_BYTES }, () =>
    crypto.getRandomValues(new Uint8Array(RANDOM_BYTES)),
  );
  return new File([head, ...noise], 'sample-door-lock_2.3.1.bin');
}
