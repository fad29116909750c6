import type { Failure, Rejection } from '../../../upload/model/failure.ts';
import type { Stored } from '../../../upload/model/may-be-stored.ts';
import { enFileGone, enStoreTrouble } from './store-failures.ts';
import { enTicketTrouble } from './ticket-failures.ts';
import type { Sentence } from '../sentence.ts';

/** What went wrong, what to do now, and what lies in the store. A kind without a sentence does not compile. */
export const enTrouble = {
  failure: {
    ...enTicketTrouble,
    ...enStoreTrouble,
    unexpected: {
      title: 'Something in this page went wrong',
      advice: 'Retry. If it happens again, send the details to your administrator.',
    },
  } satisfies Record<Failure['kind'] | 'asked', unknown>,
  rejection: {
    empty: {
      title: 'The selected file has no bytes',
      advice:
        'It is empty, or a pipe or a socket that no browser can read. Choose the built firmware image.',
    },
    'too-large': (limit: string, bytes: string, limitBytes: string) => ({
      title: `The selected file must not be larger than ${limit}`,
      advice: `This one has ${bytes}, and ${limitBytes} are allowed. Choose a smaller package.`,
    }),
    unreadable: {
      title: 'The file can’t be read',
      advice: 'Close programs that use it, copy it to this computer, and choose it again.',
    },
    gone: enFileGone,
  } satisfies Record<Rejection['kind'], Sentence | ((...values: string[]) => Sentence)>,
  stored: {
    'nothing-sent': 'Your file has not been sent.',
    'nothing-sent-here': 'Nothing has been sent from this tab.',
    'nothing-stored': 'Nothing was stored.',
    maybe: 'A copy may have been stored; it is not published.',
    elsewhere: 'A copy may have gone to that address; it is not shown.',
    'wrong-copy':
      'A copy with other bytes is in storage; its address must not be used and is not shown.',
    'mixed-copy':
      'A mix of both versions may be in storage; its address must not be used and is not shown.',
  } satisfies Record<Stored, string>,
  /** Between two sentences. */
  gap: ' ',
  ours: 'your file',
  theirs: 'stored',
  notKnown: 'not known',
  request: (id: string) => `request ${id}`,
};
