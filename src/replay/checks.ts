import { FILE_SUFFIXES } from '../contract/file-suffix.ts';
import type { Exchange, ExchangeEventOf } from '../upload/exchange-event.ts';
import type { Contents, Oddity } from '../upload/model/contents.ts';
import { judgeSuffix } from '../upload/model/suffix-check.ts';
import type { SuffixChoice } from '../upload/model/upload.ts';
import type { Condition } from './stand-in.ts';
import { firstOf } from './events.ts';

/** What made the checks of the file come out as they did: the user's choice of a suffix, and what its bytes said. */
export type Checks = {
  readonly choice: SuffixChoice;
  /** Undefined where the bytes could not be looked at. */
  readonly contents: Contents | undefined;
  /** In which it was added. */
  readonly condition: Condition;
};

export function checksOf({ events }: Pick<Exchange, 'events'>, name: string): Checks {
  const checked = firstOf(events, 'file-checked');
  const refused = firstOf(events, 'file-refused');
  const condition = refused === undefined ? 'same' : conditionOf(refused.kind);
  if (checked === undefined) return { choice: 'auto', contents: undefined, condition };
  const known = contentsOf(checked);
  const candidates = [known, undefined].flatMap((contents) =>
    CHOICES.map((choice) => ({ choice, contents, condition })),
  );
  const found = candidates.find(({ choice, contents }) => {
    const verdict = judgeSuffix(name, choice, contents);
    return verdict.kind === 'certain'
      ? checked.doubt === undefined && verdict.suffix === checked.suffix
      : checked.doubt === verdict.doubt.kind && verdict.proposal === checked.suffix;
  });
  return found ?? { choice: 'auto', contents: known, condition };
}

const CHOICES: readonly SuffixChoice[] = ['auto', ...FILE_SUFFIXES];

function contentsOf(checked: ExchangeEventOf<'file-checked'>): Contents {
  const { image, version, packing, oddity, needed, size } = checked;
  return {
    packing,
    image,
    ...(version !== undefined && { version }),
    ...(needed !== undefined && {
      cut: { image: image ?? '', size, needed: needed === 0 ? undefined : needed },
    }),
    oddity: Object.values(ODDITIES).find((name) => name === oddity),
  };
}

const ODDITIES: { readonly [Name in Oddity]: Name } = {
  'web-page': 'web-page',
  json: 'json',
  xml: 'xml',
  'lfs-pointer': 'lfs-pointer',
  'server-message': 'server-message',
  base64: 'base64',
  pem: 'pem',
  link: 'link',
  script: 'script',
  text: 'text',
  pdf: 'pdf',
  document: 'document',
  'unfinished-download': 'unfinished-download',
  blank: 'blank',
  'packed-text': 'packed-text',
  'packed-blank': 'packed-blank',
  'packed-empty': 'packed-empty',
  'empty-archive': 'empty-archive',
  recording: 'recording',
  'esp-flash': 'esp-flash',
  'cut-zip': 'cut-zip',
  'cut-tar': 'cut-tar',
  'cut-gzip': 'cut-gzip',
  'zip-part': 'zip-part',
};

/** By which a file is not even put on its way. */
function conditionOf(kind: string): Condition {
  switch (kind) {
    case 'gone':
      return 'gone';
    case 'unreadable':
      return 'unreadable';
    default:
      return 'same';
  }
}
