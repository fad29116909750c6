import { useEffect, useId, useRef, useState } from 'react';
import type { PageConfig } from '../../contract/page-config.ts';
import type { MadePackage } from '../../upload/model/receipt.ts';
import type { UploadedFile } from '../create-package/draft.ts';
import dialogCss from '../create-package/CreatePackage.module.css';
import { sweepRuleOf, type SweepRule } from '../create-package/sweep.ts';
import { useI18n } from '../locales/I18n.tsx';
import { useWords } from '../locales/useWords.ts';
import { configOfTarget } from '../page/target-config.ts';
import { Announcer } from '../ui/Announcer.tsx';
import { Button } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import { REFUSED_DROPS } from '../ui/useFileDrop.ts';
import { BatchForm } from './BatchForm.tsx';
import css from './PackageBatch.module.css';

export type BatchFile = { readonly id: string; readonly file: UploadedFile };

export type PackageBatchProps = {
  readonly files: readonly BatchFile[];
  /** Selected, and not verified: no package is made of what nothing proves. */
  readonly leftOut: number;
  /** Selected, and in a bucket that no IoT platform knows. */
  readonly withoutPlatform: number;
  readonly config: PageConfig;
  readonly onMade: (id: string, made: MadePackage) => void;
  readonly onClose: () => void;
};

/** One package of each file, from one form. */
export function PackageBatch(props: PackageBatchProps) {
  const { files, leftOut, withoutPlatform, config, onMade, onClose } = props;
  const words = useWords('batch');
  const { intro } = useWords('createPackage');
  const { format } = useI18n();
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  const [isRunning, setRunning] = useState(false);
  useEffect(() => {
    const opened = dialog.current;
    opened?.showModal();
    // Closed, it gives the focus back to what had it.
    return () => opened?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={`${dialogCss['dialog']} ${css['dialog']}`}
      aria-labelledby={title}
      data-testid="batch-dialog"
      {...REFUSED_DROPS}
      // What became of each package has to be said somewhere.
      onCancel={(event) => isRunning && event.preventDefault()}
      onClose={({ currentTarget }) => {
        // Told late, it may be open again: in development every effect runs twice.
        if (currentTarget.open) return;
        if (isRunning) currentTarget.showModal();
        else onClose();
      }}
    >
      {/* The page's live region is behind the dialog, where nothing is heard. */}
      <Announcer>
        <header className={dialogCss['header']}>
          <div className={dialogCss['heading']}>
            <h2 id={title}>{words.title}</h2>
            <p>{words.files(files.length)}</p>
          </div>
          <Button
            look="icon"
            aria-label={words.close}
            data-testid="batch-close"
            aria-disabled={isRunning}
            onClick={() => !isRunning && dialog.current?.close()}
          >
            <Icon name="cross" />
          </Button>
        </header>
        {sweepRulesOf(files, config).map((rule) => (
          <p key={rule} className={dialogCss['intro']}>
            {intro[rule]}
          </p>
        ))}
        {leftOut > 0 && (
          <p className={dialogCss['intro']} data-testid="batch-left-out">
            {words.leftOut(format.count(leftOut))}
          </p>
        )}
        {withoutPlatform > 0 && (
          <p className={dialogCss['intro']} data-testid="batch-without-platform">
            {words.withoutPlatform(format.count(withoutPlatform))}
          </p>
        )}
        {files.length > 0 && (
          <BatchForm files={files} config={config} onMade={onMade} onRunning={setRunning} />
        )}
      </Announcer>
    </dialog>
  );
}

/** Each once: files may be on platforms of several kinds. */
function sweepRulesOf(files: readonly BatchFile[], config: PageConfig): readonly SweepRule[] {
  return [...new Set(files.map(({ file }) => sweepRuleOf(configOfTarget(config, file.target))))];
}
