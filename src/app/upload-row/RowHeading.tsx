import { useState } from 'react';
import { suffixOf } from '../../contract/file-suffix.ts';
import type { Upload } from '../../upload/model/upload.ts';
import type { Receipt } from '../../upload/model/receipt.ts';
import { useListWords } from '../locales/useWords.ts';
import { FileName } from '../ui/FileName.tsx';
import css from './RowHeading.module.css';

/** Which file this is: suffix, name, size. */
export function RowHeading({ upload }: { readonly upload: Upload }) {
  const { firmware, state, image } = upload;
  const { messages, format } = useListWords();
  const suffix = 'suffix' in state ? state.suffix : suffixOf(firmware.name);
  return (
    <>
      <span className={css['tag']} translate="no">
        {suffix ?? '?'}
      </span>
      <div className={css['what']}>
        {/* Takes the focus when the control that had it is gone: nothing happens here by accident. */}
        <h3 className={css['name']} tabIndex={-1}>
          <FileName name={firmware.name} />
        </h3>
        <ul className={css['meta']}>
          {firmware.folder !== '' && (
            <li>
              <bdi className={css['folder']} translate="no" title={firmware.folder}>
                {firmware.folder}
              </bdi>
            </li>
          )}
          <li title={format.exactBytes(firmware.size)}>{format.bytes(firmware.size)}</li>
          {image !== undefined && (
            <li data-testid="image" translate="no">
              {image}
            </li>
          )}
          {'attempt' in state && state.attempt > 1 && (
            <li>{messages.row.attempt(format.count(state.attempt))}</li>
          )}
          {state.status === 'done' && <Finished receipt={state.receipt} />}
        </ul>
      </div>
    </>
  );
}

/** Nothing takes no time. */
const SHORTEST_S = 0.1;

/** When, and how long it took; what an earlier visit sent, and this one found, has no such time. */
function Finished({ receipt: { finishedAt, sendMs } }: { readonly receipt: Receipt }) {
  const { messages, format } = useListWords();
  const words = messages.row;
  const [now] = useState(() => Date.now());
  const time = format.time(finishedAt, now);
  return (
    <li title={format.moment(finishedAt)}>
      {sendMs > 0
        ? words.sentIn(format.duration(Math.max(sendMs / 1000, SHORTEST_S)), time)
        : words.foundAt(time)}
    </li>
  );
}
