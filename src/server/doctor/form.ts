import { randomUUID } from 'node:crypto';
import { FILE_FIELD, postFormFields } from '../../contract/post-form.ts';
import type { Ticket } from '../../contract/ticket.ts';

export type Form = { readonly type: string; readonly body: Buffer };

/** The form that a page would send with this ticket, and one byte for a file. */
export function oneByteForm(ticket: Ticket): Form {
  return formOf(postFormFields(ticket));
}

/** The same with a signature that cannot be right: it is refused, so nothing is stored, and the answer still tells a lot. */
export function refusedForm(ticket: Ticket): Form {
  return formOf(postFormFields({ ...ticket, signature: 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=' }));
}

function formOf(fields: ReturnType<typeof postFormFields>): Form {
  const boundary = `doctor-${randomUUID()}`;
  const parts = fields.map(
    ([name, value]) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const file = `--${boundary}\r\nContent-Disposition: form-data; name="${FILE_FIELD}"; filename="firmware.bin"\r\nContent-Type: application/octet-stream\r\n\r\n\0\r\n--${boundary}--\r\n`;
  return {
    type: `multipart/form-data; boundary=${boundary}`,
    body: Buffer.from([...parts, file].join('')),
  };
}
