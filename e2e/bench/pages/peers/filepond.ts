import { create } from 'filepond';
import { requestTicket, tellStored, type Ticket } from '../ticket.ts';
import 'filepond/dist/filepond.min.css';

/** FilePond by itself: the ticket before a file is added, the form put in the order that a store wants. */
const place = document.querySelector('#page');
if (place === null) throw new Error('No place on the page');

let ticket: Ticket | undefined;

const pond = create(place, {
  name: 'file',
  beforeAddFile: async () => {
    ticket = await requestTicket();
    pond.setOptions({
      server: { process: { url: ticket.host, ondata: inOrder, onload: () => '1' } },
    });
    return true;
  },
  onprocessfile: (error) => tellStored(error === null),
});

/** The ticket's fields first and the file last; what FilePond adds of its own is left out. */
function inOrder(data: FormData): FormData {
  const file = data.getAll('file').at(-1);
  const form = new FormData();
  for (const [name, value] of Object.entries(ticket?.fields ?? {})) form.append(name, value);
  if (file !== undefined) form.append('file', file);
  return form;
}
