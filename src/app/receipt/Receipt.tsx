import { useRef, useState } from 'react';
import type { Firmware } from '../../upload/model/firmware-file.ts';
import type { Digests } from '../../upload/model/upload.ts';
import type { MadePackage, Receipt as Proof } from '../../upload/model/receipt.ts';
import { type KnownDigests, knownDigests } from '../../upload/model/receipt-schema.ts';
import { CompareButton } from '../compare/CompareButton.tsx';
import { ComparisonNote } from '../compare/ComparisonNote.tsx';
import { useComparison, type ComparisonTool } from '../compare/useComparison.ts';
import { NextStep } from '../create-package/NextStep.tsx';
import { createLatePart } from '../late/late-part.tsx';
import { useWords } from '../locales/useWords.ts';
import { Button } from '../ui/Button.tsx';
import { AddressBox } from './AddressBox.tsx';
import { DigestList } from './DigestList.tsx';
import { OpenFromMemory } from './OpenFromMemory.tsx';
import { OpenLink } from './OpenLink.tsx';
import type { QrCodeProps } from './QrCode.tsx';
import css from './Receipt.module.css';
import { ReceiptFacts, type Fact } from './ReceiptFacts.tsx';
import { useEscape } from './useEscape.ts';
import { VerdictNote } from './VerdictNote.tsx';

const QrCode = createLatePart<QrCodeProps>(() =>
  import('./QrCode.tsx').then(({ QrCode }) => QrCode),
);

type ReceiptProps = {
  readonly firmware: Firmware;
  readonly receipt: Proof;
  readonly digests: Digests;
  /** What the image says of itself. */
  readonly imageVersion: string | undefined;
  readonly simulated: boolean;
  /** In the demo: the file, which is all that is stored; undefined when an earlier visit had it. */
  readonly stored: File | undefined;
  /** Checksums that were missed are known now. */
  readonly onDigests: (found: KnownDigests) => void;
  /** A package was made of it just now. */
  readonly onMade: (made: MadePackage) => void;
};

/** What one came for: the address, how far it is proved, the checksums that go with it, and what it is for. */
export function Receipt({ onDigests, ...props }: ReceiptProps) {
  const { firmware, digests } = props;
  const tool = useComparison({ firmware, digests: knownDigests(digests) }, onDigests);
  return <ReceiptBody {...props} tool={tool} />;
}

type ReceiptBodyProps = Omit<ReceiptProps, 'onDigests'> & {
  readonly tool: ComparisonTool;
  readonly facts?: readonly Fact[];
};

/** The same where more than its button leads to a comparison. */
export function ReceiptBody(props: ReceiptBodyProps) {
  const { firmware, receipt, digests, imageVersion, simulated, stored, tool, facts, onMade } =
    props;
  const { name } = firmware;
  const words = useWords('receipt');
  const [hasCode, setHasCode] = useState(false);
  const codeButton = useRef<HTMLButtonElement>(null);
  useEscape(codeButton, hasCode ? () => setHasCode(false) : undefined);
  const { verdict, firmwareUrl } = receipt;
  // One primary button: once the address is proved, the package is what comes next.
  const isNextPackage = verdict.kind === 'verified' && receipt.madePackages === undefined;
  return (
    <>
      <AddressBox url={firmwareUrl} name={name} look={isNextPackage ? 'plain' : 'primary'} isCopy />
      <div className={css['tools']}>
        {!simulated && <OpenLink url={firmwareUrl} name={name} look="plain" />}
        {stored !== undefined && <OpenFromMemory file={stored} name={name} />}
        <Button
          ref={codeButton}
          aria-label={words.qrName(name)}
          aria-expanded={hasCode}
          data-testid="show-qr"
          onClick={() => setHasCode(!hasCode)}
        >
          {words.qr}
        </Button>
        <CompareButton look="plain" name={name} onFile={tool.compare} />
      </div>
      {hasCode && <QrCode url={firmwareUrl} name={name} />}
      <ComparisonNote tool={tool} />
      <VerdictNote verdict={verdict} />
      <DigestList digests={digests} verdict={verdict} name={name} />
      <ReceiptFacts firmware={firmware} receipt={receipt} more={facts} />
      <NextStep
        firmware={firmware}
        digests={digests}
        imageVersion={imageVersion}
        receipt={receipt}
        look="primary"
        onMade={onMade}
      />
    </>
  );
}
