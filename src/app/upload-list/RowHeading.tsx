import { suffixOf } from '../../contract/file-suffix.ts';
import type { Upload } from '../../upload/upload.ts';
import { useI18n } from '../i18n/I18n.tsx';
import css from './RowHeading.module.css';
import { TicketLife } from './TicketLife.tsx';

/** Which file this is: suffix, name, size. */
export function RowHeading({ upload: { firmware, state } }: { readonly upload: Upload }) {
  const { messages, format } = useI18n();
  const suffix = 'suffix' in state ? state.suffix : suffixOf(firmware.name);
  return (
    <>
      <span className={css['tag']}>{suffix ?? '?'}</span>
      <div className={css['what']}>
        {/* The name is a stranger's text: isolated, so that it cannot turn the line around. */}
        <h3 className={css['name']} title={firmware.name}>
          <bdi>{firmware.name}</bdi>
        </h3>
        <ul className={css['meta']}>
          {firmware.folder !== '' && (
            <li>
              <bdi>{firmware.folder}</bdi>
            </li>
          )}
          <li title={format.exactBytes(firmware.size)}>{format.bytes(firmware.size)}</li>
          {'attempt' in state && state.attempt > 1 && (
            <li>{messages.row.attempt(format.count(state.attempt))}</li>
          )}
          {state.status === 'sending' && <TicketLife endsAt={state.ticketEndsAt} />}
          {state.status === 'done' && (
            <li title={format.moment(state.receipt.finishedAt)}>
              {messages.row.sentIn(
                format.duration(state.receipt.sendMs / 1000),
                format.time(state.receipt.finishedAt),
              )}
            </li>
          )}
        </ul>
      </div>
    </>
  );
}
