import { memo, useMemo, useRef } from 'react';
import { uploadOfReceipt, type SavedReceipt } from '../../upload/storage/saved-receipt.ts';
import { legibleText } from '../../contract/legible-text.ts';
import { useI18n } from '../locales/I18n.tsx';
import { useWords } from '../locales/useWords.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { Hidden } from '../ui/Hidden.tsx';
import { RowFileName } from '../ui/RowFileName.tsx';
import { useFileDrop } from '../ui/useFileDrop.ts';
import { FormatIcon } from '../upload-row/FormatIcon.tsx';
import { RowSign } from '../upload-row/RowSign.tsx';
import row from '../upload-row/UploadRow.module.css';
import { useReceiptsView } from './ReceiptsContext.ts';
import css from './SavedRow.module.css';

type SavedRowProps = {
  readonly saved: SavedReceipt;
  /** Its detail is shown. */
  readonly isShown: boolean;
  /** Tab leads to this row; arrow keys to the others. */
  readonly isTabStop: boolean;
  readonly onFocus: (id: string) => void;
};

/** One receipt in one line, as its upload was. A file that is dropped on it is compared with it, and nothing else. */
export const SavedRow = memo(function SavedRow(props: SavedRowProps) {
  const { saved, isShown, isTabStop, onFocus } = props;
  const { id, firmware, suffix, image, remarks, receipt } = saved;
  const { isWide, choose, isChosen, toggle, onDrop } = useReceiptsView();
  const { format } = useI18n();
  const words = useWords('history');
  const upload = useMemo(() => uploadOfReceipt(saved), [saved]);
  const { hovering, handlers } = useFileDrop({
    onFile: (file) => onDrop(saved, file),
    onRefuse: () => onDrop(saved, 'refused'),
  });
  const { name } = firmware;
  const tabIndex = isTabStop ? 0 : -1;
  return (
    <li
      className={`${row['row']} ${css['row']}`}
      data-testid="kept-receipt"
      data-id={id}
      data-chosen={isShown || undefined}
      data-hovering={hovering}
      data-drop={words.dropHere}
      {...{ onFocus: () => onFocus(id) }}
      {...handlers}
    >
      <input
        type="checkbox"
        className={css['choose']}
        checked={isChosen(id)}
        tabIndex={tabIndex}
        aria-label={words.choose(name)}
        data-testid="kept-choose"
        onChange={() => toggle(id)}
      />
      <RowSign upload={upload} isBrief={false} />
      <div className={row['what']}>
        <h3 className={row['name']}>
          <button
            type="button"
            className={row['open']}
            tabIndex={tabIndex}
            aria-label={name}
            data-testid="kept-details"
            {...(isWide ? { 'aria-current': isShown } : { 'aria-expanded': isShown })}
            onClick={() => choose(isShown && !isWide ? undefined : id)}
          >
            <RowFileName name={name} />
          </button>
        </h3>
        {image !== undefined && (
          <span className={row['image']} data-testid="kept-image" title={image} translate="no">
            {image}
          </span>
        )}
      </div>
      <span className={row['suffix']} translate="no">
        <FormatIcon suffix={suffix} />
        {suffix}
      </span>
      <span className={row['size']} title={format.exactBytes(firmware.size)}>
        {format.bytes(firmware.size)}
      </span>
      <ul className={css['state']}>
        {remarks !== undefined && remarks.label !== '' && (
          <li
            className={css['label']}
            data-testid="kept-label"
            title={remarks.label}
            translate="no"
          >
            {legibleText(remarks.label)}
          </li>
        )}
        {receipt.madePackages !== undefined && (
          <li data-testid="kept-package">{words.hasPackage}</li>
        )}
        <li title={format.moment(receipt.finishedAt)}>
          {format.time(receipt.finishedAt, receipt.finishedAt)}
        </li>
      </ul>
      <CopyAddress url={receipt.firmwareUrl} name={name} tabIndex={tabIndex} />
    </li>
  );
});

type CopyAddressProps = {
  readonly url: string;
  readonly name: string;
  readonly tabIndex: number;
};

/** The address is in the row as text as well: read by scripts, and selected where nothing may write to the clipboard. */
function CopyAddress({ url, name, tabIndex }: CopyAddressProps) {
  const words = useWords('list').row;
  const text = useRef<HTMLElement>(null);
  return (
    <div className={css['action']}>
      <Hidden>
        <code ref={text} translate="no" data-testid="firmware-url">
          {url}
        </code>
      </Hidden>
      <CopyButton
        look="plain"
        tabIndex={tabIndex}
        label={`${words.copyUrl}: ${name}`}
        testId="copy-firmware-url"
        shown={text}
        text={() => url}
      >
        {words.copyUrl}
      </CopyButton>
    </div>
  );
}
