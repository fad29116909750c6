import { sweepRuleOf } from '../create-package/sweep.ts';
import { NextStep } from '../create-package/NextStep.tsx';
import { useListWords, useWords } from '../locales/useWords.ts';
import { usePageConfig } from '../page/PageConfigContext.ts';
import { useList } from '../uploads/ListContext.ts';
import css from './PackagePanel.module.css';
import type { TabProps } from './tabs.ts';

/** The OTA package that is made of the upload: what there is of it, or what it takes. */
export function PackagePanel({ upload }: TabProps) {
  const { queue } = useList();
  const { messages } = useListWords();
  const { intro } = useWords('createPackage');
  const config = usePageConfig();
  const { id, firmware, state, digests, imageVersion } = upload;
  if (state.status !== 'done') return <p className={css['note']}>{messages.detail.noPackageYet}</p>;
  const { receipt } = state;
  if (receipt.verdict.kind !== 'verified' && receipt.madePackages === undefined) {
    return <p className={css['note']}>{messages.detail.noPackageUnverified}</p>;
  }
  return (
    <>
      {config !== undefined && receipt.madePackages === undefined && (
        <p className={css['note']}>{intro[sweepRuleOf(config)]}</p>
      )}
      <NextStep
        firmware={firmware}
        digests={digests}
        imageVersion={imageVersion}
        receipt={receipt}
        look="primary"
        onMade={(made) => queue.notePackage(id, made)}
      />
    </>
  );
}
