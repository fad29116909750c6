import { useCallback, useState } from 'react';
import type { Firmware } from '../../upload/model/firmware-file.ts';
import type { MadePackage, Receipt } from '../../upload/model/receipt.ts';
import type { Digests } from '../../upload/model/upload.ts';
import { kept } from '../locales/text/kept.ts';
import { useWords } from '../locales/useWords.ts';
import { createLatePart } from '../late/late-part.tsx';
import { usePageConfig } from '../page/PageConfigContext.ts';
import { configOfTarget } from '../page/target-config.ts';
import { useAnnounce } from '../ui/Announcer.tsx';
import { Button } from '../ui/Button.tsx';
import type { CreatePackageProps } from './CreatePackage.tsx';
import { MadeNote } from './MadeNote.tsx';
import css from './NextStep.module.css';
import { SweepNote } from './SweepNote.tsx';
import { sweepRuleOf } from './sweep.ts';

const CreatePackage = createLatePart<CreatePackageProps>(() =>
  import('./CreatePackage.tsx').then(({ CreatePackage }) => CreatePackage),
);

type NextStepProps = {
  readonly firmware: Firmware;
  readonly digests: Digests;
  /** What the image says of itself; unknown of a file of an earlier visit. */
  readonly imageVersion?: string | undefined;
  readonly receipt: Receipt;
  /** A package was made of it just now. */
  readonly onMade: (made: MadePackage) => void;
};

/** What a proved address is for: the package that is made of it, and how much time there is for that. */
export function NextStep({ firmware, digests, imageVersion, receipt, onMade }: NextStepProps) {
  const { name, size, exact } = firmware;
  const words = useWords('next');
  const page = usePageConfig();
  const target = receipt.provenance?.target?.id;
  const config = page && configOfTarget(page, target);
  const announce = useAnnounce();
  const [form, setForm] = useState<'never-opened' | 'open' | 'closed'>('never-opened');
  const [isNew, setIsNew] = useState(false);
  const close = useCallback(() => setForm('closed'), []);

  const made = useCallback(
    (madePackage: MadePackage) => {
      setIsNew(true);
      setForm('never-opened');
      onMade(madePackage);
      announce(words.madeOf(kept(name)));
    },
    [onMade, announce, words, name],
  );

  if (receipt.madePackage !== undefined) {
    return <MadeNote made={receipt.madePackage} name={name} isNew={isNew} />;
  }
  if (receipt.verdict.kind !== 'verified' || config === undefined) return null;
  const { firmwareUrl, finishedAt } = receipt;
  const isSwept = sweepRuleOf(config) === 'hour';
  return (
    <div className={css['next']} data-alone={isSwept ? undefined : ''}>
      {isSwept && <SweepNote finishedAt={finishedAt} />}
      <Button
        className={css['create']}
        aria-label={words.createName(name)}
        aria-haspopup="dialog"
        data-testid="hand-off"
        onClick={() => setForm('open')}
      >
        {words.create}
      </Button>
      {form !== 'never-opened' && (
        <CreatePackage
          file={{
            name,
            exactName: exact?.name,
            size,
            digests,
            firmwareUrl,
            version: imageVersion,
            target,
          }}
          config={config}
          isOpen={form === 'open'}
          onClose={close}
          onMade={made}
        />
      )}
    </div>
  );
}
