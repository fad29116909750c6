#!/bin/sh
# What happens: one valid Intel HEX file, 32 bytes at 0x10000 and 32 at 0x10100, is turned into a binary image by three tools in
# their default way, and into three images. srec_cat begins at address 0 and fills with 0x00 (65824 bytes), npm's intel-hex begins
# at address 0 and fills with 0xFF (65824 bytes), objcopy begins at the first byte there is and fills with 0x00 (288 bytes). The 64
# bytes of the program are the same in all; nothing in any image says where it belongs.
# Expected: one image per HEX file, from its lowest address on, with the gap as an erased flash has it (0xFF). That is what none makes.
# With: Debian 12, srecord 1.64-3, binutils 2.40-2; intel-hex 0.2.0, nrf-intel-hex 1.4.0; Node 20.
# What follows: "the same build" as HEX and BIN, or from two machines, has several sizes and digests, and a device that checks a
# checksum over its flash agrees with one of them at most. Convert once, with start and filling given, and keep the digest of what is
# uploaded. With both given all agree: srec_cat -fill 0xFF and -offset, objcopy --gap-fill 0xFF, intel-hex's third argument,
# nrf-intel-hex's slicePad (it makes no image without being told both).
set -eu
for PROGRAM in srec_cat objcopy; do
  command -v $PROGRAM >/dev/null || { echo "Needs Debian's packages srecord and binutils."; exit 2; }
done
DIR=$(mktemp -d)
trap 'rm -rf "$DIR"' EXIT
cd "$DIR"
npm init -y >/dev/null
npm i --no-audit --no-fund --ignore-scripts --silent intel-hex@0.2.0 nrf-intel-hex@1.4.0
cat > app.hex <<'HEX'
:020000040001F9
:10000000102030405060708090A0B0C0D0E0F0016F
:10001000112131415161718191A1B1C1D1E1F1024F
:10010000122232425262728292A2B2C2D2E2F2034E
:10011000132333435363738393A3B3C3D3E3F3042E
:00000001FF
HEX
srec_cat app.hex -Intel -o srec_cat.bin -Binary
objcopy -I ihex -O binary app.hex objcopy.bin
srec_cat app.hex -Intel -fill 0xFF 0x10000 0x10120 -offset -0x10000 -o srec_cat.told.bin -Binary
objcopy -I ihex -O binary --gap-fill 0xFF app.hex objcopy.told.bin
cat > run.mjs <<'NODE'
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parse } from 'intel-hex';
import MemoryMap from 'nrf-intel-hex';
const hex = readFileSync('app.hex', 'utf8');
const START = 0x10000, LENGTH = 0x120;
const map = MemoryMap.fromHex(hex);
const program = Buffer.concat([...map.values()]);
const digest = (image) => createHash('sha256').update(image).digest('hex').slice(0, 8);

/** Where the image begins and what it has between the two pieces. */
function describe(image) {
  const begin = image.length > LENGTH ? START : 0;
  const isWhole = Buffer.concat([image.subarray(begin, begin + 32), image.subarray(begin + 256, begin + LENGTH)]).equals(program);
  return `${image.length} bytes, from ${begin === 0 ? 'the first byte' : 'address 0'}, gap ${image[begin + 32] === 0 ? '00' : image[begin + 32].toString(16)}, program ${isWhole ? 'whole' : 'not whole'}`;
}

const rows = [
  ['srec_cat', '65824 bytes, from address 0, gap 00, program whole', readFileSync('srec_cat.bin')],
  ['intel-hex', '65824 bytes, from address 0, gap ff, program whole', parse(hex).data],
  ['objcopy', '288 bytes, from the first byte, gap 00, program whole', readFileSync('objcopy.bin')],
];
const AGREED = '288 bytes, from the first byte, gap ff, program whole';
const given = [
  ['srec_cat, all given', AGREED, readFileSync('srec_cat.told.bin')],
  ['intel-hex, all given', AGREED, parse(hex, undefined, START).data],
  ['objcopy, all given', AGREED, readFileSync('objcopy.told.bin')],
  ['nrf-intel-hex, all given', AGREED, Buffer.from(map.slicePad(START, LENGTH, 0xff))],
];
let isAsTold = true;
for (const [name, told, image] of [...rows, ...given]) {
  const seen = describe(image);
  console.log(`${name.padEnd(25)} ${digest(image)}  ${seen}${seen === told ? '' : `   (told: ${told})`}`);
  isAsTold &&= seen === told;
}
const countOf = (list) => new Set(list.map(([, , image]) => digest(image))).size;
console.log(`different images: ${countOf(rows)} by default, ${countOf(given)} with all given`);
isAsTold &&= countOf(rows) === 3 && countOf(given) === 1;
console.log(isAsTold ? 'As described.' : 'NOT as described.');
process.exit(isAsTold ? 0 : 1);
NODE
dpkg-query -W srecord binutils 2>/dev/null || true
timeout 30 node run.mjs
