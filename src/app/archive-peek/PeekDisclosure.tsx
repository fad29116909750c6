import { useId, useState } from 'react';
import type { Upload, UploadQueue } from '../../upload/model/upload.ts';
import { createLatePart } from '../late/late-part.ts';
import { PartNote } from '../late/PartNote.tsx';
import { useLatePart } from '../late/useLatePart.ts';
import { Button } from '../ui/Button.tsx';
import { useListWords } from '../locales/useWords.ts';
import type { ArchivePeekProps } from './ArchivePeek.tsx';
import css from './PeekDisclosure.module.css';

const archivePeek = createLatePart<ArchivePeekProps>(() =>
  import('./ArchivePeek.tsx').then(({ ArchivePeek }) => ArchivePeek),
);

type PeekDisclosureProps = { readonly upload: Upload; readonly queue: UploadQueue };

/** A small button under an archive; what it opens is loaded then. */
export function PeekDisclosure({ upload, queue }: PeekDisclosureProps) {
  const {
    messages: { row: words },
  } = useListWords();
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  return (
    <div className={css['peek']}>
      <Button
        look="ghost"
        className={css['button'] ?? ''}
        aria-expanded={isOpen}
        aria-controls={id}
        aria-label={words.contentsOf(upload.firmware.name)}
        data-testid="peek"
        onClick={() => setOpen((before) => !before)}
      >
        <span className={css['mark']} aria-hidden="true" />
        {words.contents}
      </Button>
      <div id={id} hidden={!isOpen} className={css['body']} data-testid="peek-body">
        {isOpen && <Late upload={upload} queue={queue} />}
      </div>
    </div>
  );
}

function Late(props: ArchivePeekProps) {
  const state = useLatePart(archivePeek);
  return state.status === 'here' ? <state.value {...props} /> : <PartNote status={state.status} />;
}
