import type { Upload } from '../../upload/model/upload.ts';
import { useList } from '../uploads/ListContext.ts';
import { useSnapshot } from '../ui/useSnapshot.ts';
import { Exchange } from './Exchange.tsx';
import { failedOf, standingOf } from './failed-of.ts';
import { SavedExchange } from './SavedExchange.tsx';

/** The exchange of an upload on the list, as it goes on; of an earlier visit the one that was kept. */
export function UploadExchange({ upload }: { readonly upload: Upload }) {
  const { id, firmware, state, lastTicket } = upload;
  const { exchanges } = useList().queue;
  const exchange = useSnapshot(exchanges, () => exchanges.of(id));
  const about = {
    firmware,
    standing: standingOf(state),
    failed: failedOf(state, firmware),
    ticketRequestId: lastTicket?.requestId,
  };
  return exchange === undefined ? (
    <SavedExchange id={id} about={about} />
  ) : (
    <Exchange exchange={exchange} about={about} secretsOf={() => exchanges.secretsOf(id)} />
  );
}
