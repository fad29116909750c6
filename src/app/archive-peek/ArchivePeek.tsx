import { useEffect, useState } from 'react';
import type { Listing } from '../../upload/inspect/archive-worker/listing.ts';
import type { Upload } from '../../upload/model/upload.ts';
import { PartMissing } from '../../upload/part-missing.ts';
import { useI18n } from '../locales/I18n.tsx';
import { useWords } from '../locales/useWords.ts';
import { PartNote } from '../late/PartNote.tsx';
import { AGAIN_EVERY_MS } from '../late/useLate.ts';
import css from './ArchivePeek.module.css';
import { EntryList } from './EntryList.tsx';
import { useList } from '../uploads/ListContext.ts';
import { factsOf, warningsOf } from './peek-facts.ts';

export type ArchivePeekProps = { readonly upload: Upload };

type Look =
  | { readonly status: 'looking' }
  | { readonly status: 'listed'; readonly listing: Listing }
  | { readonly status: 'unreadable' }
  /** Not the file's fault: it is tried again. */
  | { readonly status: 'missing' };

/** What an archive says is in it. Looked up when it is opened, kept while it is open. */
export function ArchivePeek({ upload }: ArchivePeekProps) {
  const { id, firmware } = upload;
  const words = useWords('peek');
  const look = useListing(id);
  switch (look.status) {
    case 'looking':
      return <p className={css['note']}>{words.looking}</p>;
    case 'unreadable':
      return (
        <p className={css['note']} role="alert">
          {words.unreadable}
        </p>
      );
    case 'missing':
      return <PartNote status="failed" />;
    case 'listed':
      return (
        <Contents
          listing={look.listing}
          isApk={'suffix' in upload.state && upload.state.suffix === 'apk'}
          name={firmware.name}
        />
      );
  }
}

function useListing(id: string): Look {
  const { queue } = useList();
  const [look, setLook] = useState<Look>({ status: 'looking' });
  useEffect(() => {
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = () => {
      queue.peek(id, abort.signal).then(
        (listing) => {
          if (abort.signal.aborted) return;
          setLook(listing === undefined ? { status: 'unreadable' } : { status: 'listed', listing });
        },
        (error: unknown) => {
          if (abort.signal.aborted) return;
          const isMissing = error instanceof PartMissing;
          setLook({ status: isMissing ? 'missing' : 'unreadable' });
          if (isMissing) timer = setTimeout(ask, AGAIN_EVERY_MS);
        },
      );
    };
    ask();
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [id, queue]);
  return look;
}

type ContentsProps = { readonly listing: Listing; readonly isApk: boolean; readonly name: string };

function Contents({ listing, isApk, name }: ContentsProps) {
  const { format } = useI18n();
  const words = useWords('peek');
  const originalName = 'gzip' in listing ? listing.gzip.name : undefined;
  return (
    <>
      <ul className={css['facts']} data-testid="peek-facts">
        {originalName !== undefined && (
          <li>
            {words.originalName}{' '}
            <bdi className={css['path']} translate="no">
              {originalName}
            </bdi>
          </li>
        )}
        {factsOf(listing, isApk, words, format).map((fact) => (
          <li key={fact}>{fact}</li>
        ))}
      </ul>
      {warningsOf(listing, words, format).map((warning) => (
        <p key={warning} className={css['warning']}>
          {warning}
        </p>
      ))}
      {listing.kind !== 'gz' &&
        (listing.entries.length > 0 ? (
          <EntryList entries={listing.entries} total={countable(listing)} name={name} />
        ) : (
          <p className={css['note']}>{listing.total === 0 ? words.empty : words.nothing}</p>
        ))}
    </>
  );
}

/** Behind damage there may be nothing: no promise of more. */
function countable({ coverage, entries, total }: Exclude<Listing, { kind: 'gz' }>) {
  return coverage === 'until-damage' ? (total ?? entries.length) : total;
}
