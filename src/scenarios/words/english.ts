import { SCENARIOS, type Parameter } from '../catalogue.ts';
import type { Clash } from '../combine.ts';
import type { Difference } from '../judge.ts';
import type { LinkFault } from '../link.ts';
import type { Words } from './words.ts';

export const english: Words = {
  scenarios: {
    'ticket-error': {
      title: 'Ticket: server error',
      happens: (n) => `The first call for a ticket gets a gateway’s error page, HTTP ${n}.`,
      see: () => 'FW-T02, then a further attempt by itself, then verified.',
    },
    throttled: {
      title: 'Ticket: too many calls',
      happens: (n) =>
        `The first call for a ticket is refused as one too many; the next may come after ${n} s.`,
      see: (n) => `FW-T06 and a countdown of ${n} s, then verified.`,
    },
    'malformed-ticket': {
      title: 'Ticket: malformed',
      happens: () => 'Every call for a ticket is answered with success, but without a ticket.',
      see: () => 'After one further attempt: failed, FW-T05. Nothing was sent.',
    },
    'one-second-ticket': {
      title: 'Ticket: lives for one second',
      happens: () => 'Every ticket lives for one second, most of which is over when it arrives.',
      see: () => 'After two further attempts: failed, FW-T16. Nothing was sent.',
    },
    'wrong-host': {
      title: 'Ticket: wrong host',
      happens: () => 'Every ticket names a store that is not on the list of trusted ones.',
      see: () => 'Failed at once, FW-T19. Nothing was sent.',
    },
    outage: {
      title: 'Storage: outage',
      happens: (n) => `From the first request on, the store does not answer for ${n} s.`,
      see: () => 'Waits for storage without using up an attempt, then verified.',
    },
    'no-cors': {
      title: 'Storage: no CORS rule',
      happens: () => 'The bucket has no CORS rule: the browser may not send to it.',
      see: () => 'Failed at once, FW-U03. Nothing was sent.',
    },
    slow: {
      title: 'Connection: slow',
      happens: (n) => `The store reads no more than ${n} kB a second.`,
      see: (n) => `About ${n} kB/s with time left, then verified.`,
    },
    reset: {
      title: 'Connection: cut',
      happens: (n) => `The connection is cut once, when ${n}% of the file has arrived.`,
      see: () => 'FW-U07 (of a small file FW-V05), then a further attempt, then verified.',
    },
    stall: {
      title: 'Connection: stalled',
      happens: (n) => `When ${n}% of the file has arrived, nothing more is read, once.`,
      see: () =>
        'Said after 20 s, given up after 45 s with FW-U06 (of a small file after 60 s with FW-V05), then verified.',
    },
    expired: {
      title: 'Storage: ticket expired',
      happens: (n) =>
        n === 1
          ? 'Once the store says that the ticket has expired.'
          : `${n} times the store says that the ticket has expired.`,
      see: () => 'FW-U10 each time, a new ticket, then verified.',
    },
    'too-large': {
      title: 'Storage: file too large',
      happens: () => 'The store refuses every file as too large (EntityTooLarge).',
      see: () => 'Failed after the first attempt, FW-U12. Nothing was stored.',
    },
    'signature-refused': {
      title: 'Storage: signature refused',
      happens: () => 'The store refuses every ticket’s signature (SignatureDoesNotMatch).',
      see: () => 'After one further attempt with a new ticket: failed, FW-U11.',
    },
    'lost-answer': {
      title: 'Proof: answer lost',
      happens: () => 'The file is stored, and the connection is cut before the answer, once.',
      see: () => 'The store is asked through the server, then verified. Nothing is sent twice.',
    },
    'wrong-checksum': {
      title: 'Proof: wrong checksum',
      happens: () => 'The store keeps a file of which one bit differs; the seed says which.',
      see: () => 'After one further attempt: failed, FW-V03, and no address is shown.',
    },
    'hidden-header': {
      title: 'Proof: hidden header',
      happens: () => 'The bucket’s CORS rule hides the checksum from pages.',
      see: () => 'The store is asked through the server, then verified.',
    },
    'no-checksum': {
      title: 'Proof: no checksum',
      happens: () => 'The store tells its checksum to nobody.',
      see: () => 'Uploaded, not verified, with the reason.',
    },
  },
  units: {
    status: 'HTTP status',
    seconds: 's',
    percent: '%',
    times: 'times',
    'kilobytes-per-second': 'kB/s',
  },
  panel: {
    title: 'Scenarios',
    intro: 'Make something go wrong on purpose. It happens to uploads of this page only.',
    open: 'Show scenarios',
    close: 'Hide scenarios',
    choose: 'What should go wrong',
    arm: 'Arm',
    armAgain: 'Arm again',
    disarm: 'Disarm',
    copyLink: 'Copy link',
    copied: 'Link copied',
    seed: 'Seed',
    armed: 'Armed: ',
    arming: 'Arming…',
    disarmed: 'No scenario is armed.',
    must: (seen) => `What you should see: ${seen}`,
    happens: 'What happens',
    verdict: 'Did it?',
    watched: (name) => `File: ${name}`,
    tally: (asAnnounced, of) => `${asAnnounced} of ${of} files as announced`,
    valueOf: (title) => `Number for “${title}”`,
    key: 'Operator’s key',
    keyNeeded:
      'From another computer this server wants the operator’s key (SCENARIO_KEY) before anything is armed.',
    keyWrong: 'That is not the key. Nothing was armed.',
    notReached: 'The server did not answer. Nothing was armed; try again.',
    refused: (message) => `Nothing was armed. The server says: ${message}`,
  },
  judgement: {
    'waiting-for-file': 'Choose a file, or drop one.',
    running: 'Running…',
    'waiting-for-user': 'The page asks whether to send this file: press its button to go on.',
    'as-announced': 'As announced',
    otherwise: 'Not as announced',
  },
  difference,
  fault,
};

function difference(one: Difference): string {
  switch (one.kind) {
    case 'not-sent':
      return `The upload is ${one.status}: nothing can be said of the scenario.`;
    case 'ended':
      return `It ended with ${one.with}; announced was ${one.announced}.`;
    case 'attempts': {
      const had = one.failedWith.join(', ') || 'none';
      const announced = one.announced.map((codes) => codes.join(' or ')).join(', ') || 'none';
      return `Attempts that failed: ${had}; announced were: ${announced}.`;
    }
    case 'store-not-asked':
      return 'The server was to be asked what the store holds, and was not.';
    case 'too-fast':
      return `It was sent with ${Math.round(one.bytesPerSecond / 1000)} kB/s; announced were ${one.announced / 1000}.`;
  }
}

function fault(one: LinkFault): string {
  switch (one.kind) {
    case 'unknown': {
      const meant = one.meant === undefined ? '' : ` Is ${one.meant} meant?`;
      return `There is no scenario “${one.text}”.${meant} Nothing was armed.`;
    }
    case 'no-value':
      return `${one.name} takes no number. Nothing was armed.`;
    case 'value':
      return `${one.name} takes ${rangeText(one.parameter)}. Nothing was armed.`;
    case 'seed':
      return `The seed “${one.text}” is no whole number up to 4,294,967,295. Nothing was armed.`;
    case 'clash':
      return `${clashText(one.clash)} Nothing was armed.`;
  }
}

function rangeText({ from, to, among, unit }: Parameter): string {
  const what = english.units[unit];
  return among === undefined
    ? `a whole number from ${from} to ${to} (${what})`
    : `one of ${among.join(', ')} (${what})`;
}

function clashText(clash: Clash): string {
  switch (clash.kind) {
    case 'twice':
      return `${clash.name} is there twice.`;
    case 'two-endings':
      return `${clash.names.join(' and ')} do not go together: each decides how the upload ends.`;
    case 'never-reached': {
      const [first, second] = clash.names;
      const stage = SCENARIOS[first].stage === 'ticket' ? 'before anything is sent' : 'earlier';
      return `${second} would never happen: ${first} ends the upload ${stage}.`;
    }
    case 'too-many-attempts':
      return `Together they take more than the ${clash.most} attempts that the page makes by itself.`;
  }
}
