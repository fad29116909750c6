import type { FileSuffix } from '../../../contract/file-suffix.ts';
import type { Doubt as Reason, UploadedBefore } from '../../../upload/model/suffix-check.ts';
import type { Upload } from '../../../upload/model/upload.ts';
import type { ListWords } from '../../locales/catalog.ts';
import type { Format } from '../../locales/format.ts';
import { kept } from '../../locales/text/kept.ts';
import type { UploadIn } from '../../uploads/upload-in.ts';
import { KnownFile } from './KnownFile.tsx';
import { useListWords } from '../../locales/useWords.ts';
import { Button } from '../../ui/Button.tsx';
import { useList } from '../../uploads/ListContext.ts';
import { NoteBox, NoteButtons } from '../../ui/NoteBox.tsx';

/** What the user has to settle about the file itself. */
type Open = Exclude<Reason, UploadedBefore>;

/** Why the user has to decide, what is proposed, and how to send it as its name says. */
export function Doubt({ upload, state: { suffix, doubt } }: UploadIn<'ready'>) {
  return doubt.kind === 'uploaded-before' ? (
    <KnownFile firmware={upload.firmware} before={doubt} />
  ) : (
    <OpenDoubt upload={upload} suffix={suffix} doubt={doubt} />
  );
}

type OpenDoubtProps = {
  readonly upload: Upload;
  readonly suffix: FileSuffix;
  readonly doubt: Open;
};

function OpenDoubt({ upload: { id, firmware }, suffix, doubt }: OpenDoubtProps) {
  const { queue } = useList();
  const { messages, format } = useListWords();
  const words = messages.doubt;
  const named = 'named' in doubt ? doubt.named : undefined;
  return (
    <NoteBox tone="warn" data-testid="doubt" data-doubt={doubt.kind}>
      <p>
        {sentence(words, doubt, suffix, format)}
        {(doubt.kind === 'odd' || doubt.kind === 'cut-image') &&
          `${messages.failures.gap}${words.nothingUploaded}`}
      </p>
      {named !== undefined && named !== suffix && (
        <NoteButtons>
          <Button
            aria-label={words.uploadAsName(named, firmware.name)}
            data-testid="as-named"
            onClick={() => {
              queue.chooseSuffix(id, named);
              queue.start(id);
            }}
          >
            {words.uploadAs(kept(named))}
          </Button>
        </NoteButtons>
      )}
    </NoteBox>
  );
}

function sentence(
  words: ListWords['doubt'],
  doubt: Open,
  suffix: FileSuffix,
  format: Format,
): string {
  switch (doubt.kind) {
    case 'no-ending':
      return words['no-ending'](kept(suffix));
    case 'unknown-ending':
    case 'tar-gz-alias':
      return words[doubt.kind](kept(doubt.ending), kept(suffix));
    case 'packed':
      return doubt.named === undefined
        ? words['packed-unnamed'](words.packing[doubt.packing], kept(doubt.packing))
        : words.packed(kept(doubt.named), words.packing[doubt.packing], kept(doubt.packing));
    case 'sysupgrade':
      return words.sysupgrade;
    case 'not-packed':
      return words['not-packed'](kept(doubt.named));
    case 'chosen-otherwise':
      return doubt.packing === undefined
        ? words['chosen-not-packed'](kept(doubt.named))
        : words['chosen-otherwise'](
            kept(doubt.named),
            words.packing[doubt.packing],
            kept(doubt.packing),
          );
    case 'cut-image': {
      const { image, size, needed } = doubt;
      return needed === undefined
        ? words['cut-image-end'](kept(image))
        : words['cut-image'](kept(image), format.count(size), format.count(needed));
    }
    case 'odd':
      return words.odd[doubt.oddity];
  }
}
