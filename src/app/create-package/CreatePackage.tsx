import { useEffect, useId, useRef, useState } from 'react';
import type { PageConfig } from '../../contract/page-config.ts';
import type { MadePackage } from '../../upload/model/receipt.ts';
import { REFUSED_DROPS } from '../ui/useFileDrop.ts';
import { useWords } from '../locales/useWords.ts';
import { Announcer } from '../ui/Announcer.tsx';
import { Button } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import { FileName } from '../ui/FileName.tsx';
import type { UploadedFile } from './draft.ts';
import css from './CreatePackage.module.css';
import { PackageForm } from './PackageForm.tsx';
import { sweepRuleOf } from './sweep.ts';

export type CreatePackageProps = {
  readonly file: UploadedFile;
  readonly config: PageConfig;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onMade: (made: MadePackage) => void;
};

/** A dialog of the browser's own: it keeps the focus, closes by Escape and gives the focus back. What was typed stays. */
export function CreatePackage({ file, config, isOpen, onClose, onMade }: CreatePackageProps) {
  const words = useWords('createPackage');
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  const [isCreating, setCreating] = useState(false);
  useEffect(() => {
    if (isOpen) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isOpen]);
  return (
    <dialog
      ref={dialog}
      className={css['dialog']}
      aria-labelledby={`${title} ${title}-of`}
      data-testid="hand-off-dialog"
      {...REFUSED_DROPS}
      // A call that is on its way is waited for, half a minute at most: whether there is a package has to be said somewhere.
      onCancel={(event) => isCreating && event.preventDefault()}
      onClose={() => {
        // A browser may close it all the same when Escape is pressed twice.
        if (isCreating) dialog.current?.showModal();
        else onClose();
      }}
    >
      {/* The page's live region is behind the dialog, where nothing is heard. */}
      <Announcer>
        <header className={css['header']}>
          <div className={css['heading']}>
            <h2 id={title}>{words.title}</h2>
            <p id={`${title}-of`}>
              <FileName name={file.name} />
            </p>
          </div>
          <Button
            look="icon"
            aria-label={words.close(file.name)}
            data-testid="hand-off-close"
            aria-disabled={isCreating}
            onClick={() => !isCreating && onClose()}
          >
            <Icon name="cross" />
          </Button>
        </header>
        <p className={css['intro']}>{words.intro[sweepRuleOf(config)]}</p>
        <PackageForm file={file} config={config} onMade={onMade} onCreating={setCreating} />
      </Announcer>
    </dialog>
  );
}
