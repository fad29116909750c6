import { useLayoutEffect, useRef } from 'react';
import type { MadePackage } from '../../upload/model/receipt.ts';
import { legibleText } from '../../contract/legible-text.ts';
import { useI18n } from '../locales/I18n.tsx';
import { useWords } from '../locales/useWords.ts';
import { kept } from '../locales/text/kept.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import dotted from '../ui/dotted.module.css';
import { Icon } from '../ui/Icon.tsx';
import css from './NextStep.module.css';

type MadeNoteProps = {
  readonly made: MadePackage;
  readonly name: string;
  /** It was made just now: the focus comes here, since the button it was on is gone. */
  readonly isNew: boolean;
};

export function MadeNote({ made, name, isNew }: MadeNoteProps) {
  const words = useWords('next');
  const { format } = useI18n();
  const note = useRef<HTMLDivElement>(null);
  const id = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    if (isNew) note.current?.focus();
  }, [isNew]);
  return (
    <div ref={note} className={css['made']} tabIndex={-1} data-testid="package-created">
      <div className={css['text']}>
        <p className={css['title']}>
          <Icon name="check" />
          {words.made}
        </p>
        <ul className={`${dotted['dotted']} ${css['facts']}`}>
          <li>
            {words.madeFacts(
              kept(legibleText(made.firmwareName)),
              kept(legibleText(made.destVersion)),
            )}
          </li>
          <li>{format.moment(made.madeAt)}</li>
        </ul>
        <p className={css['id']}>
          {words.id}{' '}
          <code ref={id} translate="no" data-testid="firmware-id">
            {legibleText(made.firmwareId)}
          </code>
        </p>
      </div>
      <CopyButton
        label={words.copyIdName(name)}
        testId="copy-firmware-id"
        shown={id}
        text={() => made.firmwareId}
      >
        {words.copyId}
      </CopyButton>
    </div>
  );
}
