import type { SavedReceipt } from '../../upload/storage/saved-receipt.ts';
import { restoreDigests } from '../../upload/model/digests.ts';
import type { ReceiptNotes } from '../../upload/model/upload.ts';
import { NextStep } from '../create-package/NextStep.tsx';
import { ExchangeDisclosure } from '../exchange/ExchangeDisclosure.tsx';
import { useI18n } from '../locales/I18n.tsx';
import { useWords } from '../locales/useWords.ts';
import { DigestList } from '../receipt/DigestList.tsx';
import { ReceiptFacts, type Fact } from '../receipt/ReceiptFacts.tsx';
import { VerdictNote } from '../receipt/VerdictNote.tsx';

type SavedDetailsProps = {
  readonly saved: SavedReceipt;
  readonly notes: ReceiptNotes;
};

/** All there is to know of a receipt, once the user asks, and what its file is still for. */
export function SavedDetails({ saved, notes }: SavedDetailsProps) {
  const { firmware, digests, attempts, receipt } = saved;
  const { format } = useI18n();
  const words = useWords('history');
  const facts: readonly Fact[] = [
    [words.attempts, format.count(attempts)],
    [
      words.duration,
      receipt.sendMs > 0 ? words.sentIn(format.duration(receipt.sendMs / 1000)) : words.foundLater,
    ],
  ];
  return (
    <>
      <VerdictNote verdict={receipt.verdict} />
      <DigestList
        digests={restoreDigests(digests)}
        verdict={receipt.verdict}
        name={firmware.name}
      />
      <ReceiptFacts firmware={firmware} receipt={receipt} more={facts} />
      <ExchangeDisclosure
        id={saved.id}
        about={{
          firmware,
          standing: 'done',
          failed: undefined,
          ticketRequestId: receipt.ticketRequestId,
        }}
      />
      <NextStep
        firmware={firmware}
        digests={restoreDigests(digests)}
        receipt={receipt}
        onMade={(made) => notes.notePackage(saved.id, made)}
      />
    </>
  );
}
