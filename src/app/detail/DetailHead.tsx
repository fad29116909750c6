import { useState } from 'react';
import type { Upload } from '../../upload/model/upload.ts';
import type { Receipt } from '../../upload/model/receipt.ts';
import { isFinished } from '../../upload/model/upload-phase.ts';
import { useListWords } from '../locales/useWords.ts';
import { Button } from '../ui/Button.tsx';
import { FileName } from '../ui/FileName.tsx';
import { Icon } from '../ui/Icon.tsx';
import { useList } from '../uploads/ListContext.ts';
import { formatOf } from '../uploads/format-of.ts';
import dotted from '../ui/dotted.module.css';
import css from './DetailHead.module.css';

type DetailHeadProps = { readonly upload: Upload; readonly onClose: (() => void) | undefined };

/** Which file this is, and how to be rid of it. */
export function DetailHead({ upload, onClose }: DetailHeadProps) {
  const { onRemove } = useList();
  const { messages, format } = useListWords();
  const { id, firmware, state } = upload;
  const image = formatOf(upload);
  const words = messages.row;
  const mayRemove = isFinished(state) || state.status === 'inspecting' || state.status === 'ready';
  return (
    <header className={css['head']}>
      {/* Takes the focus when the control that had it is gone: nothing happens here by accident. */}
      <h3 className={css['name']} tabIndex={-1} data-testid="detail-name">
        <FileName name={firmware.name} />
      </h3>
      <ul className={`${dotted['dotted']} ${css['meta']}`}>
        {firmware.folder !== '' && (
          <li>
            <bdi translate="no" title={firmware.folder}>
              {firmware.folder}
            </bdi>
          </li>
        )}
        <li title={format.exactBytes(firmware.size)}>{format.bytes(firmware.size)}</li>
        {image !== undefined && <li translate="no">{image}</li>}
        {'attempt' in state && state.attempt > 1 && (
          <li>{words.attempt(format.count(state.attempt))}</li>
        )}
        {state.status === 'done' && <Finished receipt={state.receipt} />}
      </ul>
      {mayRemove && (
        <Button
          look="ghost"
          className={css['remove']}
          aria-label={words.removeName(firmware.name)}
          data-testid="remove"
          data-costly
          onClick={() => onRemove(id)}
        >
          {words.remove}
        </Button>
      )}
      {onClose !== undefined && (
        <Button
          look="icon"
          aria-label={messages.detail.close(firmware.name)}
          data-testid="close-detail"
          data-costly
          onClick={onClose}
        >
          <Icon name="cross" />
        </Button>
      )}
    </header>
  );
}

/** When, and how long it took; what an earlier visit sent, and this one found, has no such time. */
function Finished({ receipt: { finishedAt, sendMs } }: { readonly receipt: Receipt }) {
  const { messages, format } = useListWords();
  const words = messages.row;
  const [now] = useState(() => Date.now());
  const time = format.time(finishedAt, now);
  return (
    <li title={format.moment(finishedAt)}>
      {sendMs > 0 ? words.sentIn(format.took(sendMs), time) : words.foundAt(time)}
    </li>
  );
}
