import { useState } from 'react';
import type { Firmware } from '../../upload/model/firmware-file.ts';
import type { Digests } from '../../upload/model/upload.ts';
import type { MadePackage, Receipt as Proof } from '../../upload/model/receipt.ts';
import { type KnownDigests, knownDigests } from '../../upload/model/receipt-schema.ts';
import { CompareFoot } from '../compare/CompareFoot.tsx';
import { useComparison } from '../compare/useComparison.ts';
import { NextStep } from '../create-package/NextStep.tsx';
import { useWords } from '../locales/useWords.ts';
import { DigestList } from './DigestList.tsx';
import { FirmwareUrl } from './FirmwareUrl.tsx';
import { ReceiptFacts } from './ReceiptFacts.tsx';
import { VerdictNote } from './VerdictNote.tsx';

type ReceiptProps = {
  readonly firmware: Firmware;
  readonly receipt: Proof;
  readonly digests: Digests;
  /** What the image says of itself. */
  readonly imageVersion: string | undefined;
  readonly simulated: boolean;
  /** All of it is shown; else what one came for, and the rest on request. */
  readonly isRoomy: boolean;
  /** Checksums that were missed are known now. */
  readonly onDigests: (found: KnownDigests) => void;
  /** A package was made of it just now. */
  readonly onMade: (made: MadePackage) => void;
};

/** What one came for: the address, how far it is proved, the checksums that go with it, and what it is for. */
export function Receipt(props: ReceiptProps) {
  const { firmware, receipt, digests, imageVersion, simulated, isRoomy, onDigests, onMade } = props;
  const words = useWords('receipt');
  const tool = useComparison({ firmware, digests: knownDigests(digests) }, onDigests);
  // What the user is at stays as it is, however long the list grows.
  const [isUsed, setUsed] = useState(false);
  const isFull = isRoomy || isUsed;
  const { verdict } = receipt;
  const list = <DigestList digests={digests} verdict={verdict} name={firmware.name} />;
  return (
    <div onFocus={() => setUsed(isFull)}>
      <FirmwareUrl
        url={receipt.firmwareUrl}
        name={firmware.name}
        simulated={simulated}
        look={isFull ? 'primary' : 'plain'}
      />
      {(isFull || verdict.kind === 'unverified') && <VerdictNote verdict={verdict} />}
      {isFull && list}
      <CompareFoot
        name={firmware.name}
        tool={tool}
        isTight={!isFull}
        next={
          <NextStep
            firmware={firmware}
            digests={digests}
            imageVersion={imageVersion}
            receipt={receipt}
            onMade={onMade}
          />
        }
      >
        <details>
          <summary>{isFull ? words.details : words.checksumsAndDetails}</summary>
          {!isFull && verdict.kind === 'verified' && <VerdictNote verdict={verdict} />}
          {!isFull && list}
          <ReceiptFacts firmware={firmware} receipt={receipt} />
        </details>
      </CompareFoot>
    </div>
  );
}
