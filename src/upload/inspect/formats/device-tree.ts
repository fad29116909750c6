import { textAt, u32be } from '../archive-worker/bytes.ts';
import type { Slices } from '../reading/slices.ts';
import type { ToldLength } from '../reading/image-format.ts';

/** Larger ones hold their data themselves. */
const STRUCTURE_MAX_BYTES = 1024 * 1024;
const NAMES_MAX_BYTES = 64 * 1024;

/** Its own size, or, where a FIT image has data behind the tree (`mkimage -E`), to the end of what lies furthest back. */
export async function deviceTreeLength({ head, read }: Slices): Promise<ToldLength> {
  const total = u32be(head, 4);
  const [structureAt, namesAt] = [u32be(head, 8), u32be(head, 12)];
  const [namesBytes, structureBytes] = [u32be(head, 32), u32be(head, 36)];
  const names = await read(namesAt, namesAt + Math.min(namesBytes, NAMES_MAX_BYTES));
  const isExternal = new TextDecoder('latin1').decode(names).includes('data-size\0');
  if (!isExternal || structureBytes > STRUCTURE_MAX_BYTES) return total;
  const structure = await read(structureAt, structureAt + structureBytes);
  return Math.max(total, ...externalEnds(structure, names, padded(total)));
}

/** Devicetree specification, "Lexical structure". */
const BEGIN_NODE = 1;
const PROPERTY = 3;
const END = 9;

type External = { size?: number; at?: number };

/** U-Boot, "FIT external data": a size, and where it begins: behind the tree, or in the file. */
function externalEnds(structure: Uint8Array, names: Uint8Array, treeEnd: number): number[] {
  const ends: number[] = [];
  let external: External = {};
  const note = (name: string, value: number) => {
    if (name === 'data-size') external.size = value;
    else if (name === 'data-offset') external.at = treeEnd + value;
    else if (name === 'data-position') external.at = value;
    const { at, size } = external;
    if (at !== undefined && size !== undefined) ends.push(at + size);
  };
  for (let at = 0; at < structure.byteLength;) {
    const token = u32be(structure, at);
    at += 4;
    if (token === END) break;
    // The properties of a node stand before the nodes in it.
    if (token === BEGIN_NODE) {
      external = {};
      const end = structure.indexOf(0, at);
      if (end < 0) break;
      at = padded(end + 1);
    } else if (token === PROPERTY) {
      const [bytes, nameAt] = [u32be(structure, at), u32be(structure, at + 4)];
      if (bytes === 4) note(nameOf(names, nameAt), u32be(structure, at + 8));
      at = padded(at + 8 + bytes);
    }
  }
  return ends;
}

/** The longest of the names that matter, and its end. */
const NAME_MAX_BYTES = 'data-position'.length + 1;

function nameOf(names: Uint8Array, at: number): string {
  return textAt(names, at, NAME_MAX_BYTES).split('\0')[0] ?? '';
}

function padded(at: number): number {
  return Math.ceil(at / 4) * 4;
}
