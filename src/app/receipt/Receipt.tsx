import type { Firmware } from '../../upload/firmware.ts';
import type { Digests } from '../../upload/upload.ts';
import type { Receipt as Proof, Verdict } from '../../upload/receipt.ts';
import { useI18n, useWords } from '../i18n/I18n.tsx';
import { DigestList } from './DigestList.tsx';
import { FirmwareUrl } from './FirmwareUrl.tsx';
import css from './Receipt.module.css';
import { enReceipt } from './words.ts';

type ReceiptProps = {
  readonly firmware: Firmware;
  readonly receipt: Proof;
  readonly digests: Digests;
  readonly simulated: boolean;
};

/** What one came for: the address, how far it is proved, and the checksums that go with it. */
export function Receipt({ firmware, receipt, digests, simulated }: ReceiptProps) {
  const { format } = useI18n();
  const words = useWords('receipt', enReceipt);
  const { verdict } = receipt;
  return (
    <>
      <FirmwareUrl url={receipt.firmwareUrl} name={firmware.name} simulated={simulated} />
      <VerdictNote verdict={verdict} />
      <DigestList digests={digests} verdict={verdict} name={firmware.name} />
      <details className={css['details']}>
        <summary>{words.details}</summary>
        <dl className={css['facts']}>
          <dt>{words.size}</dt>
          <dd>{format.exactBytes(firmware.size)}</dd>
          <dt>{words.finished}</dt>
          <dd>{format.moment(receipt.finishedAt)}</dd>
          <dt>{words.ticketRequest}</dt>
          <dd>{receipt.ticketRequestId || words.notGiven}</dd>
          <dt>{words.storeRequest}</dt>
          <dd>{receipt.storeRequestId ?? words.notGiven}</dd>
        </dl>
      </details>
    </>
  );
}

function VerdictNote({ verdict }: { readonly verdict: Verdict }) {
  const words = useWords('receipt', enReceipt);
  return verdict.kind === 'verified' ? (
    <p className={css['verified']}>{words.verifiedNote}</p>
  ) : (
    <p className={css['unverified']}>{words.unverifiedNote[verdict.reason]}</p>
  );
}
