import type { Ticket } from './ticket.ts';

/** Names of the PostObject form. OSS documents them with this casing. */
export const FILE_FIELD = 'file';

/**
 * The fields of a PostObject form in the order they have to be appended; the file itself comes after them, last.
 * The names say `Signature` as OSS's API page does. 200 is asked for since 204 is what a proxy without body likes to make up.
 */
export function postFormFields(
  ticket: Ticket,
): readonly (readonly [name: string, value: string])[] {
  return [
    ['key', ticket.key],
    ['policy', ticket.policy],
    ['OSSAccessKeyId', ticket.OSSAccessKeyId],
    ['Signature', ticket.signature],
    ['success_action_status', '200'],
    ...Object.entries(ticket.extraFields),
  ];
}
