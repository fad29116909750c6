/** Archives byte by byte, for what no honest tool would write. */

export type ZipPart = {
  readonly name: Uint8Array;
  readonly data?: Uint8Array;
  /** How `data` is packed; 0, which is the default, says that it is not. */
  readonly method?: number;
  readonly flags?: number;
  /** What the directory says instead of the truth. */
  readonly claims?: {
    readonly bytes?: bigint;
    readonly packedBytes?: bigint;
    readonly at?: bigint;
  };
};

export const utf8 = (text: string) => new TextEncoder().encode(text);

const MAX_32 = 0xffff_ffffn;

function numbers(...fields: readonly (readonly [bytes: 2 | 4 | 8, value: number | bigint])[]) {
  const buffer = Buffer.alloc(fields.reduce((sum, [bytes]) => sum + bytes, 0));
  let at = 0;
  for (const [bytes, value] of fields) {
    const wide = BigInt.asUintN(bytes * 8, BigInt(value));
    for (let index = 0; index < bytes; index++) {
      buffer[at + index] = Number((wide >> BigInt(index * 8)) & 0xffn);
    }
    at += bytes;
  }
  return buffer;
}

/** One entry of the directory; numbers without room go into a zip64 field, as APPNOTE 4.5.3 has it. */
export function zipDirectoryEntry(part: ZipPart, at: number): Buffer {
  const length = BigInt(part.data?.byteLength ?? 0);
  const values = [
    part.claims?.bytes ?? length,
    part.claims?.packedBytes ?? length,
    part.claims?.at ?? BigInt(at),
  ] as const;
  const large = values.filter((value) => value >= MAX_32);
  const extra =
    large.length === 0
      ? Buffer.alloc(0)
      : numbers([2, 1], [2, large.length * 8], ...large.map((value) => [8, value] as const));
  const short = (value: bigint) => (value >= MAX_32 ? MAX_32 : value);
  return Buffer.concat([
    numbers([4, 0x02014b50], [2, 20], [2, 20], [2, part.flags ?? 0], [2, part.method ?? 0]),
    numbers([4, 0], [4, 0]),
    numbers([4, short(values[1])], [4, short(values[0])], [2, part.name.byteLength]),
    numbers([2, extra.byteLength], [2, 0], [2, 0], [2, 0], [4, 0], [4, short(values[2])]),
    part.name,
    extra,
  ]);
}

export type ZipEnd = {
  readonly claimed: number | bigint;
  readonly bytes: number | bigint;
  readonly from: number | bigint;
  readonly comment?: Uint8Array;
};

export function zipEnd({ claimed, bytes, from, comment = new Uint8Array() }: ZipEnd): Buffer {
  return Buffer.concat([
    numbers([4, 0x06054b50], [2, 0], [2, 0], [2, claimed], [2, claimed], [4, bytes], [4, from]),
    numbers([2, comment.byteLength]),
    comment,
  ]);
}

/** The three records at the end of a zip64 archive. */
export function zip64End({ claimed, bytes, from }: ZipEnd, at: number | bigint): Buffer {
  return Buffer.concat([
    numbers([4, 0x06064b50], [8, 44], [2, 45], [2, 45], [4, 0], [4, 0], [8, claimed]),
    numbers([8, claimed], [8, bytes], [8, from]),
    numbers([4, 0x07064b50], [4, 0], [8, at], [4, 1]),
    zipEnd({ claimed: 0xffff, bytes: MAX_32, from: MAX_32 }),
  ]);
}

/** A zip archive; the parts come as they are packed. */
export function buildZip(parts: readonly ZipPart[], end: Partial<ZipEnd> = {}): Buffer {
  const places: number[] = [];
  let at = 0;
  const bodies = parts.map(({ name, data = new Uint8Array(), method = 0 }) => {
    places.push(at);
    const body = Buffer.concat([
      numbers([4, 0x04034b50], [2, 20], [2, 0], [2, method], [4, 0], [4, 0], [4, data.byteLength]),
      numbers([4, data.byteLength], [2, name.byteLength], [2, 0]),
      name,
      data,
    ]);
    at += body.byteLength;
    return body;
  });
  const directory = Buffer.concat(
    parts.map((part, index) => zipDirectoryEntry(part, places[index] ?? 0)),
  );
  return Buffer.concat([
    ...bodies,
    directory,
    zipEnd({ claimed: parts.length, bytes: directory.byteLength, from: at, ...end }),
  ]);
}

/** A tar header with its checksum; `size` is written as it is. */
/** @param realSize of a sparse file, as GNU writes it; its checksum comes right */
export function tarHeader(
  name: string,
  size: string | Uint8Array,
  type = '0',
  realSize = '',
): Buffer {
  const header = Buffer.alloc(512);
  header.write(name.slice(0, 100), 0, 'utf8');
  header.write('0000644\0', 100);
  header.set(typeof size === 'string' ? utf8(size) : size, 124);
  header.write('00000000000\0', 136);
  header.write(type, 156);
  header.write('ustar', 257);
  header.write('00', 263);
  header.write(realSize, 483);
  header.fill(' ', 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

/** A tar archive of these files, in their order. */
export function buildTar(
  files: readonly (readonly [path: string, content: string | Uint8Array])[],
): Buffer {
  const blocks = files.flatMap(([path, content]) => {
    const data = Buffer.from(content);
    const filling = Buffer.alloc((512 - (data.byteLength % 512)) % 512);
    return [tarHeader(path, octal(data.byteLength)), data, filling];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

export const octal = (value: number) => `${value.toString(8).padStart(11, '0')}\0`;
