import Uppy from '@uppy/core';
import Dashboard from '@uppy/dashboard';
import XHRUpload from '@uppy/xhr-upload';
import { requestTicket, tellStored, type Ticket } from '../ticket.ts';
import '@uppy/core/css/style.min.css';
import '@uppy/dashboard/css/style.min.css';

/** Uppy's Dashboard and xhr-upload with what their guides say: the ticket in a preprocessor, its fields as meta fields. */
const tickets = new Map<string, Ticket>();

const uppy = new Uppy({ autoProceed: true })
  .use(Dashboard, { inline: true, target: '#page' })
  .use(XHRUpload, {
    endpoint: (file) => tickets.get(Array.isArray(file) ? '' : file.id)?.host ?? '',
    allowedMetaFields: ['key', 'policy', 'OSSAccessKeyId', 'Signature', 'success_action_status'],
    // It wants JSON, and a store answers a form with nothing.
    getResponseData: () => ({}),
  });

uppy.addPreProcessor(async (ids) => {
  for (const id of ids) {
    const ticket = await requestTicket();
    tickets.set(id, ticket);
    uppy.setFileMeta(id, { ...ticket.fields });
  }
});
uppy.on('complete', ({ failed = [], successful = [] }) =>
  tellStored(failed.length === 0 && successful.length > 0),
);
