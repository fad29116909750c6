import { useId, useState } from 'react';
import { createLatePart } from '../late/late-part.tsx';
import { Button } from '../ui/Button.tsx';
import { useWords } from '../locales/useWords.ts';
import type { ArchivePeekProps } from './ArchivePeek.tsx';
import css from './PeekDisclosure.module.css';

const ArchivePeek = createLatePart<ArchivePeekProps>(() =>
  import('./ArchivePeek.tsx').then(({ ArchivePeek }) => ArchivePeek),
);

/** A small button under an archive; what it opens is loaded then. */
export function PeekDisclosure({ upload }: ArchivePeekProps) {
  const words = useWords('list').row;
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
        {isOpen && <ArchivePeek upload={upload} />}
      </div>
    </div>
  );
}
