import type { UploadedBefore } from '../../../upload/model/suffix-check.ts';
import type { Firmware } from '../../../upload/model/firmware-file.ts';
import { useClock } from '../../ui/useClock.ts';
import { SweepNote } from '../../create-package/SweepNote.tsx';
import { sweepRuleOf } from '../../create-package/sweep.ts';
import { kept } from '../../locales/text/kept.ts';
import { usePageConfig } from '../../page/PageConfigContext.ts';
import { FirmwareUrl } from '../../receipt/FirmwareUrl.tsx';
import { NoteBox } from '../../ui/NoteBox.tsx';
import { useList } from '../../uploads/ListContext.ts';
import { useListWords } from '../../locales/useWords.ts';

type KnownFileProps = {
  readonly firmware: Firmware;
  readonly before: UploadedBefore;
};

/** These bytes are in the store already: the address they have there, to be used instead of uploading them again. */
export function KnownFile({ firmware, before }: KnownFileProps) {
  const { simulated } = useList();
  const { messages, format } = useListWords();
  const config = usePageConfig();
  const { firmwareUrl, finishedAt, suffix, hasPackage } = before;
  const when = useClock(() => format.ago(finishedAt, Date.now()));
  return (
    <>
      <NoteBox tone="warn" data-testid="doubt" data-doubt={before.kind}>
        <p title={format.moment(finishedAt)}>
          {messages.doubt['uploaded-before'](when, kept(suffix))}
        </p>
        {!hasPackage && config !== undefined && sweepRuleOf(config) === 'hour' && (
          <SweepNote finishedAt={finishedAt} />
        )}
      </NoteBox>
      <FirmwareUrl url={firmwareUrl} name={firmware.name} simulated={simulated} look="primary" />
    </>
  );
}
