import { espApplication } from './esp-application.ts';
import { gzipOf } from './gzip.ts';
import { filler } from './filler.ts';
import { tarOf } from './tar.ts';
import { zipOf } from './zip.ts';

/** What a sample package shows: one that is fine, one whose name is wrong, one that ends too early, one that takes its time. */
export type SampleKind = 'good' | 'doubtful' | 'cut' | 'large';

const MIB = 1024 * 1024;

/**
 * A package of a genuine format, made on the spot and always of the same bytes. None takes more than a few megabytes of memory: the
 * large one is the same megabyte again and again.
 * @param nth counted from 1; another version, and other bytes, for each
 */
export function makeSample(kind: SampleKind, nth: number): File {
  switch (kind) {
    case 'good': {
      const version = `2.3.${nth}`;
      return named(`door-lock_${version}.bin`, espApplication(version, 24 * MIB, nth));
    }
    case 'doubtful':
      return named(
        `sensor-hub_1.8.${nth - 1}.bin`,
        gzipOf('sensor-hub.img', new Uint8Array(filler(nth, 3 * MIB))),
      );
    case 'cut': {
      const whole = zipOf([
        { name: 'manifest.json', data: text(`{"product":"camera","version":"4.2.${nth - 1}"}\n`) },
        { name: 'boot.img', data: new Uint8Array(filler(nth, 2 * MIB)) },
        { name: 'rootfs.img', data: new Uint8Array(filler(nth + 100, 4 * MIB)) },
      ]);
      // As a download is that was stopped: its directory stands at the end.
      return named(`camera_4.2.${nth - 1}.zip`, [new Blob([...whole]).slice(0, 5 * MIB)]);
    }
    case 'large': {
      const version = `5.0.${nth}`;
      const parts = tarOf([
        { name: 'manifest.json', parts: [text(`{"product":"gateway","version":"${version}"}\n`)] },
        { name: 'kernel.img', parts: repeated(filler(nth, MIB), 8) },
        { name: 'rootfs.img', parts: repeated(filler(nth + 100, MIB), 182) },
      ]);
      return named(`gateway_${version}.tar`, parts);
    }
  }
}

/** A blob in a blob is a reference: no browser copies its bytes. */
function repeated(bytes: ArrayBuffer, times: number): readonly Blob[] {
  const blob = new Blob([bytes]);
  return Array.from({ length: times }, () => blob);
}

function named(name: string, parts: readonly BlobPart[]): File {
  return new File([...parts], name);
}

function text(words: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(words);
}
