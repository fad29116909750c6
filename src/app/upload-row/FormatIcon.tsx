import type { FileSuffix } from '../../contract/file-suffix.ts';
import css from './FormatIcon.module.css';

const CHIP =
  'M4.5 4.5h7v7h-7zM6.5 2v2.5M9.5 2v2.5M6.5 11.5V14M9.5 11.5V14M2 6.5h2.5M2 9.5h2.5M11.5 6.5H14M11.5 9.5H14';
const BOX = 'M2.5 5 8 2.2 13.5 5v6L8 13.8 2.5 11zM2.5 5 8 7.8 13.5 5M8 7.8v6';
const CAMERA = 'M2 4.5h8v7H2zM10 7l4-2v6l-4-2';
const APP = 'M4.5 2h7v12h-7zM7 12h2';

const PATHS: Readonly<Record<FileSuffix, string>> = {
  bin: CHIP,
  dav: CAMERA,
  apk: APP,
  tar: BOX,
  gz: BOX,
  'tar.gz': BOX,
  zip: BOX,
  gzip: BOX,
};

/** What kind of file it is, at a glance. Decoration: the suffix stands beside it. */
export function FormatIcon({ suffix }: { readonly suffix: FileSuffix }) {
  return (
    <svg className={css['icon']} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={PATHS[suffix]} />
    </svg>
  );
}
