import { inflate, type Inflation } from './inflate.ts';
import type { Source } from './source.ts';
import { uniformIn, type Pieces, type Uniform } from './uniform.ts';

/** More than this is not unpacked to look at: whether it is text to its end stays open. */
const TEXT_MAX_BYTES = 16 * 1024 * 1024;
const PIECE_BYTES = 64 * 1024;

/**
 * What is packed in all members of a gzip file, if that is nothing but text, or blank. Nearly every firmware is ruled out by its
 * first piece. The file may be a hostile one: it is not unpacked further than what could still be text.
 */
export async function packedUniform(
  source: Source,
  isOverdue: () => boolean,
): Promise<Uniform | undefined> {
  const limits = { packedBytes: TEXT_MAX_BYTES, inflatedBytes: TEXT_MAX_BYTES };
  const inflation = inflate(source, limits, isOverdue);
  const uniform = await uniformIn(piecesOf(inflation));
  if (uniform === undefined) return undefined;
  const { outcome } = await inflation.finish();
  return outcome === 'whole' ? uniform : undefined;
}

async function* piecesOf(inflation: Inflation): Pieces {
  for (let at = 0; ; at += PIECE_BYTES) {
    const piece = await inflation.read(at, at + PIECE_BYTES);
    if (piece.byteLength > 0) yield piece;
    if (piece.byteLength < PIECE_BYTES) return;
  }
}
