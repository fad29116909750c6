import { encodeQR } from 'qr';

/** Light modules around it, as readers expect. */
const BORDER = 3;

/** A QR code as one path of unit squares, one for each dark module. */
export function qrPath(text: string): { readonly size: number; readonly path: string } {
  const rows = encodeQR(text, 'raw', { ecc: 'low', border: BORDER });
  const path = rows
    .flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : '')))
    .join('');
  return { size: rows.length, path };
}
