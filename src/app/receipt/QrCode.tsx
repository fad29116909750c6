import { useMemo } from 'react';
import { useWords } from '../locales/useWords.ts';
import css from './QrCode.module.css';
import { qrPath } from './qr-path.ts';

export type QrCodeProps = { readonly url: string; readonly name: string };

/** The address for a device that stands beside this screen. Dark on light in both themes: many readers take nothing else. */
export function QrCode({ url, name }: QrCodeProps) {
  const words = useWords('receipt');
  const { size, path } = useMemo(() => qrPath(url), [url]);
  return (
    <figure className={css['code']} aria-label={words.qrName(name)} data-testid="qr">
      <svg viewBox={`0 0 ${size} ${size}`} shapeRendering="crispEdges" aria-hidden="true">
        <path fill="#fff" d={`M0 0h${size}v${size}H0z`} />
        <path fill="#000" d={path} />
      </svg>
    </figure>
  );
}
