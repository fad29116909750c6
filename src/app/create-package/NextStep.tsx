import { useCallback, useState } from 'react';
import type { Firmware } from '../../upload/model/firmware-file.ts';
import type { MadePackage, Receipt } from '../../upload/model/receipt.ts';
import type { Digests } from '../../upload/model/upload.ts';
import { kept } from '../locales/text/kept.ts';
import { useWords } from '../locales/useWords.ts';
import { createLatePart } from '../late/late-part.tsx';
import { usePageConfig } from '../page/PageConfigContext.ts';
import { configOfTarget, isWithoutPlatform } from '../page/target-config.ts';
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
  /** Of the button that opens the form. */
  readonly look?: 'plain' | 'primary';
  /** A package was made of it just now. */
  readonly onMade: (made: MadePackage) => void;
};

/** What a proved address is for: the packages that are made of it, and how much time there is for the first. */
export function NextStep(props: NextStepProps) {
  const { firmware, digests, imageVersion, receipt, look = 'plain', onMade } = props;
  const { name, size, exact } = firmware;
  const words = useWords('next');
  const page = usePageConfig();
  const target = receipt.provenance?.target?.id;
  const config = page && configOfTarget(page, target);
  const announce = useAnnounce();
  const [form, setForm] = useState<'never-opened' | 'open' | 'closed'>('never-opened');
  const [newId, setNewId] = useState<string | undefined>(undefined);
  const close = useCallback(() => setForm('closed'), []);

  const made = useCallback(
    (madePackage: MadePackage) => {
      setNewId(madePackage.firmwareId);
      setForm('never-opened');
      onMade(madePackage);
      announce(words.madeOf(kept(name)));
    },
    [onMade, announce, words, name],
  );

  const { firmwareUrl, finishedAt, madePackages = NONE } = receipt;
  const notes = madePackages.map((each) => (
    <MadeNote key={each.firmwareId} made={each} name={name} isNew={each.firmwareId === newId} />
  ));
  const isOver = receipt.verdict.kind !== 'verified' || config === undefined;
  if (isOver || isWithoutPlatform(config)) return <>{notes}</>;
  const isFirst = madePackages.length === 0;
  const isSwept = isFirst && sweepRuleOf(config) === 'hour';
  return (
    <>
      {notes}
      <div className={css['next']}>
        {isSwept && <SweepNote finishedAt={finishedAt} />}
        <Button
          look={isFirst ? look : 'plain'}
          className={css['create']}
          aria-label={isFirst ? words.createName(name) : words.createAnotherName(name)}
          aria-haspopup="dialog"
          data-testid={isFirst ? 'hand-off' : 'hand-off-again'}
          onClick={() => setForm('open')}
        >
          {isFirst ? words.create : words.createAnother}
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
              takenNames: madePackages.map(({ firmwareName }) => firmwareName),
            }}
            config={config}
            isOpen={form === 'open'}
            onClose={close}
            onMade={made}
          />
        )}
      </div>
    </>
  );
}

const NONE: readonly MadePackage[] = [];
