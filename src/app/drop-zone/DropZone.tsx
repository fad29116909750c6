import { useCallback, useId, useRef } from 'react';
import type { ChangeEvent, RefObject } from 'react';
import { FIRMWARE_MAX_BYTES } from '../../contract/limits.ts';
import type { SuffixChoice } from '../../upload/model/upload.ts';
import { useI18n } from '../locales/I18n.tsx';
import { Icon } from '../ui/Icon.tsx';
import css from './DropZone.module.css';
import { SuffixPicker } from './SuffixPicker.tsx';

type DropZoneProps = {
  readonly input: RefObject<HTMLInputElement | null>;
  readonly button: RefObject<HTMLButtonElement | null>;
  /** Large as long as there is nothing else; one line above a list. */
  readonly look: 'zone' | 'strip';
  readonly choice: SuffixChoice;
  readonly onChoice: (choice: SuffixChoice) => void;
  readonly onFiles: (files: readonly File[]) => void;
};

const CAN_CHOOSE_FOLDERS = 'webkitdirectory' in HTMLInputElement.prototype;

export function DropZone({ input, button, look, choice, onChoice, onFiles }: DropZoneProps) {
  const { messages, format } = useI18n();
  const titleId = useId();
  const folder = useRef<HTMLInputElement>(null);
  const asFolder = useCallback((field: HTMLInputElement | null) => {
    folder.current = field;
    // An attribute that React does not know by name.
    if (field !== null) field.webkitdirectory = true;
  }, []);

  const choose = (event: ChangeEvent<HTMLInputElement>) => {
    const field = event.currentTarget;
    const files = [...(field.files ?? [])];
    // Emptied, so that the very same file can be chosen again; the list lives in the field, hence the copy.
    field.value = '';
    if (files.length > 0) onFiles(files);
  };

  const isStrip = look === 'strip';
  const words = messages.drop;
  return (
    <section className={css[look]} data-testid="drop-zone" aria-labelledby={titleId}>
      <span className={css['picture']}>
        <Icon name="upload" size={isStrip ? 16 : 22} />
      </span>
      <div className={css['words']}>
        <h1 id={titleId} className={css['title']}>
          {isStrip ? (
            words.add
          ) : (
            <>
              <span className={css['way']}>{words.title}</span>
              <span className={css['touch']}>{words.titleByTouch}</span>
            </>
          )}
        </h1>
        <p className={css['ways']}>
          <span className={css['way']}>{isStrip ? words.anywhere : words.before}</span>
          <button
            ref={button}
            type="button"
            className={css['choose']}
            onClick={() => input.current?.click()}
          >
            {words.choose}
          </button>
          {CAN_CHOOSE_FOLDERS && (
            <span className={css['way']}>
              {words.orFolder}
              <button
                type="button"
                className={css['choose']}
                data-testid="choose-folder"
                onClick={() => folder.current?.click()}
              >
                {words.chooseFolder}
              </button>
            </span>
          )}
          <span className={css['way']}>
            {words.paste}
            {!isStrip && '\u00a0· '}
          </span>
          {!isStrip && (
            <span className={css['limit']}>{words.limit(format.bytes(FIRMWARE_MAX_BYTES))}</span>
          )}
        </p>
      </div>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={words.inputLabel}
        data-testid="file-input"
        onChange={choose}
      />
      <input
        ref={asFolder}
        type="file"
        hidden
        aria-label={words.folderLabel}
        data-testid="folder-input"
        onChange={choose}
      />
      <SuffixPicker isFolded={isStrip} choice={choice} onChoice={onChoice} />
    </section>
  );
}
