import type { Firmware } from '../../upload/firmware.ts';
import type { Digests } from '../../upload/upload.ts';
import type { Receipt as Proof } from '../../upload/receipt.ts';
import { knownDigests } from '../../upload/receipt-schema.ts';
import { CompareFoot } from '../compare/CompareFoot.tsx';
import { useComparison } from '../compare/useComparison.ts';
import { useWords } from '../i18n/I18n.tsx';
import { DigestList } from './DigestList.tsx';
import { FirmwareUrl } from './FirmwareUrl.tsx';
import { ReceiptFacts } from './ReceiptFacts.tsx';
import { VerdictNote } from './VerdictNote.tsx';
import { enReceipt } from './words.ts';

type ReceiptProps = {
  readonly firmware: Firmware;
  readonly receipt: Proof;
  readonly digests: Digests;
  readonly simulated: boolean;
};

/** What one came for: the address, how far it is proved, and the checksums that go with it. */
export function Receipt({ firmware, receipt, digests, simulated }: ReceiptProps) {
  const words = useWords('receipt', enReceipt);
  const tool = useComparison({ firmware, digests: knownDigests(digests) });
  return (
    <>
      <FirmwareUrl url={receipt.firmwareUrl} name={firmware.name} simulated={simulated} />
      <VerdictNote verdict={receipt.verdict} />
      <DigestList digests={digests} verdict={receipt.verdict} name={firmware.name} />
      <CompareFoot name={firmware.name} tool={tool}>
        <details>
          <summary>{words.details}</summary>
          <ReceiptFacts firmware={firmware} receipt={receipt} />
        </details>
      </CompareFoot>
    </>
  );
}
