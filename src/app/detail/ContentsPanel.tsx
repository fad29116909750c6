import { Fragment } from 'react';
import { ArchivePeek } from '../archive-peek/ArchivePeek.tsx';
import { useListWords } from '../locales/useWords.ts';
import { useList } from '../uploads/ListContext.ts';
import css from './ContentsPanel.module.css';
import type { TabProps } from './tabs.ts';

/** What the file is by its bytes, and what an archive says is in it. */
export function ContentsPanel({ upload }: TabProps) {
  const { queue } = useList();
  const { messages, format } = useListWords();
  const words = messages.detail;
  const { id, firmware, image, imageVersion, packing } = upload;
  const facts: readonly (readonly [name: string, value: string | undefined])[] = [
    [words.facts.format, image ?? packing ?? words.facts.unknown],
    [words.facts.version, imageVersion],
    [words.facts.size, format.exactBytes(firmware.size)],
    [
      words.facts.modified,
      firmware.modifiedAt > 0 ? format.moment(firmware.modifiedAt) : undefined,
    ],
    [words.facts.folder, firmware.folder === '' ? undefined : firmware.folder],
  ];
  return (
    <>
      <dl className={css['facts']}>
        {facts.map(
          ([name, value]) =>
            value !== undefined && (
              <Fragment key={name}>
                <dt>{name}</dt>
                <dd translate="no">{value}</dd>
              </Fragment>
            ),
        )}
      </dl>
      <div className={css['entries']} data-testid="peek-body">
        {packing === undefined ? (
          <p className={css['none']}>
            {queue.fileOf(id) === undefined ? words.earlierVisit : words.noEntries}
          </p>
        ) : (
          <ArchivePeek upload={upload} />
        )}
      </div>
    </>
  );
}
