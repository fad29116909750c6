import { useState } from 'react';
import type { PageConfig } from '../../contract/page-config.ts';
import type { SavedReceipt } from '../../upload/storage/saved-receipt.ts';
import { restoreDigests } from '../../upload/model/digests.ts';
import { createLatePart } from '../late/late-part.tsx';
import { useWords } from '../locales/useWords.ts';
import type { BatchFile, PackageBatchProps } from '../package-batch/PackageBatch.tsx';
import { usePageConfig } from '../page/PageConfigContext.ts';
import { configOfTarget, isWithoutPlatform } from '../page/target-config.ts';
import { Button } from '../ui/Button.tsx';
import { useReceiptsView } from './ReceiptsContext.ts';

const PackageBatch = createLatePart<PackageBatchProps>(() =>
  import('../package-batch/PackageBatch.tsx').then(({ PackageBatch }) => PackageBatch),
);

/** A package of each of the selected files, from one form. */
export function SelectedPackages({ receipts }: { readonly receipts: readonly SavedReceipt[] }) {
  const words = useWords('history');
  const config = usePageConfig();
  const { notes } = useReceiptsView();
  /** As it was when the form was opened: what is created meanwhile changes the receipts. */
  const [opened, setOpened] = useState<readonly SavedReceipt[]>();
  if (config === undefined) return null;
  const onPlatform = opened?.filter((saved) => !isWithoutPlatform(configOf(config, saved))) ?? [];
  const verified = onPlatform.filter(({ receipt }) => receipt.verdict.kind === 'verified');
  return (
    <>
      <Button
        aria-haspopup="dialog"
        data-testid="kept-packages"
        onClick={() => setOpened(receipts)}
      >
        {words.packages}
      </Button>
      {opened !== undefined && (
        <PackageBatch
          files={verified.map(batchFileOf)}
          leftOut={onPlatform.length - verified.length}
          withoutPlatform={opened.length - onPlatform.length}
          config={config}
          onMade={(id, made) => notes.notePackage(id, made)}
          onClose={() => setOpened(undefined)}
        />
      )}
    </>
  );
}

function configOf(config: PageConfig, { receipt }: SavedReceipt): PageConfig {
  return configOfTarget(config, receipt.provenance?.target?.id);
}

function batchFileOf(saved: SavedReceipt): BatchFile {
  const { id, firmware, digests, imageVersion, receipt } = saved;
  const { madePackages = [], firmwareUrl } = receipt;
  return {
    id,
    file: {
      name: firmware.name,
      exactName: firmware.exact?.name,
      size: firmware.size,
      digests: restoreDigests(digests),
      firmwareUrl,
      version: imageVersion,
      target: receipt.provenance?.target?.id,
      takenNames: madePackages.map(({ firmwareName }) => firmwareName),
    },
  };
}
