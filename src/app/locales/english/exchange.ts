import type { ExchangeCall, ExchangeEventOf, Sign } from '../../../upload/exchange-event.ts';
import { enFailureTitles } from './failures.ts';

type ByKey<Key extends string> = Readonly<Record<Key, string>>;
type Pressed = ExchangeEventOf<'pressed'>['action'];
type Unanswered = ExchangeEventOf<'unanswered'>['why'];
type Stalled = ExchangeEventOf<'stalled'>['why'];
type Found = ExchangeEventOf<'found'>['found'];
type AwayFor = 'network' | 'server' | 'sign-in' | 'platform' | 'store';

const pressed: ByKey<Pressed> = {
  start: 'Started by the user',
  cancel: 'Cancelled by the user',
  'cancel-all': 'Cancelled with all others',
  retry: 'Retried by the user',
  'keep-waiting': 'The user kept waiting',
  pause: 'Uploads paused',
  resume: 'Uploads resumed',
};
const asked: ByKey<ExchangeCall> = {
  ticket: 'Ticket requested',
  confirmation: 'Asked whether the object is stored',
  store: 'Asked storage for its reason',
};
const unanswered: ByKey<Unanswered> = {
  timeout: 'No answer in time',
  unreachable: 'No answer',
  blocked: 'Blocked by the page’s security policy',
  'given-up': 'Given up because nothing moved',
};
const stalled: ByKey<Stalled> = {
  quiet: 'Nothing moves',
  offline: 'No network',
  slept: 'The computer slept',
  unseen: 'Progress can’t be seen',
};
const probed: ByKey<Sign> = {
  'server-answers': 'Probed: the server answers',
  'server-silent': 'Probed: the server does not answer',
  'signed-in': 'Probed: the user is signed in',
  'signed-out': 'Probed: the user has to sign in',
  'platform-answers': 'Probed: the platform answers',
  'platform-silent': 'Probed: the platform does not answer',
  'store-readable': 'Probed: storage answers this page',
  'store-unreadable': 'Probed: storage answers, but not this page',
  'store-silent': 'Probed: storage does not answer',
  'network-free': 'Probed: the browser allows access to storage’s network',
  'network-prompt': 'Probed: the browser would ask about the local network',
  'network-denied': 'Probed: the browser denies the local network',
};
const found: ByKey<Found> = {
  stored: 'The object is stored',
  absent: 'There is no object',
  unknown: 'Storage did not say',
  unreachable: 'The server did not answer',
};
const whenBack: ByKey<AwayFor> = {
  network: 'Next attempt when the network is back',
  server: 'Next attempt when the server answers again',
  'sign-in': 'Next attempt after the next sign-in',
  platform: 'Next attempt when the platform answers again',
  store: 'Next attempt when storage answers again',
};

export const enExchange = {
  title: 'Exchange',
  none: 'No exchange is kept of this upload.',
  beforeAttempts: 'Before the first attempt',
  attempt: (nth: string) => `Attempt ${nth}`,
  leftOut: (count: number) =>
    count === 1 ? '1 event in between is not kept' : `${count} events in between are not kept`,
  tone: { warning: 'Warning', failed: 'Failed' },
  /** Titles of the timeline. */
  said: {
    checked: 'File checked',
    doubted: 'File checked, in doubt',
    refused: 'File refused',
    recognised: 'The same file is stored already',
    suffixChosen: 'Suffix changed',
    pressed,
    asked,
    answered: (status: string) => `Server answered ${status}`,
    unanswered,
    probed,
    ticketed: (duration: string) => `Ticket received, valid for ${duration}`,
    posted: 'Sending to storage',
    stalled,
    sent: 'All sent, waiting for storage',
    stored: (status: string) => `Storage answered ${status}`,
    found,
    verified: 'Verified: the checksums match',
    unverified: 'Uploaded, not verified',
    failed: enFailureTitles,
    failedAt: (title: string, percent: string) => `${title} at ${percent}`,
    interrupted: 'The page was closed',
    resumed: 'The wait is over',
    packaged: 'OTA package created',
  },
  next: {
    none: 'No further automatic attempt',
    after: (duration: string) =>
      `Next attempt in ${duration}, from the first byte and with a new ticket`,
    whenBack,
  },
  detail: {
    bytes: (count: string) => `${count} bytes`,
    sentOf: (sent: string, total: string) => `${sent} of ${total} sent`,
    suffix: (suffix: string) => `suffix ${suffix}`,
    request: (id: string) => `request ID ${id}`,
    size: (min: string, max: string) => `size ${min} to ${max}`,
    rule: {
      eq: (field: string, value: string) => `${field} is ${value}`,
      'starts-with': (field: string, value: string) => `${field} begins with ${value}`,
      in: (field: string, value: string) => `${field} is one of ${value}`,
      'not-in': (field: string, value: string) => `${field} is none of ${value}`,
    },
    met: '✓',
    unmet: '✗ not met',
    untold: '(can’t be told here)',
    policy: (condition: string) => `Policy: ${condition}`,
    fields: 'Form fields, in order',
    headers: 'Headers the page can read',
    took: (duration: string) => `sent in ${duration}`,
    quietSince: (seconds: string) => `since ${seconds} s`,
    handedOnTo: (store: string) => `to be handed on to ${store}`,
    handedOnBy: (server: string) => `through ${server}`,
  },
  plot: {
    label: 'Bytes and speed over time',
    sent: 'Sent',
    speed: 'Speed',
    attempt: 'Attempt',
    time: 'Time',
    mark: { attempt: (nth: string) => `attempt ${nth}`, stall: 'stall', failed: 'failed' },
    summary: (sent: string, duration: string, speed: string) =>
      `${sent} sent in ${duration}, ${speed} on average.`,
    attempts: (count: number) => (count === 1 ? '1 attempt.' : `${count} attempts.`),
    stalls: (count: number) => (count === 1 ? '1 stall.' : `${count} stalls.`),
    asTable: 'As a table',
    seconds: (value: string) => `${value} s`,
  },
  actions: {
    curl: 'Copy as curl',
    curlName: (name: string) => `Copy as curl: ${name}`,
    powershell: 'Copy as PowerShell',
    powershellName: (name: string) => `Copy as PowerShell: ${name}`,
    recording: 'Export recording',
    recordingName: (name: string) => `Export recording: ${name}`,
    har: 'Export HAR',
    harName: (name: string) => `Export HAR: ${name}`,
    report: 'Copy bug report',
    reportName: (name: string) => `Copy bug report: ${name}`,
    show: 'Show secrets',
    hide: 'Hide secrets',
    masked: 'Secrets are masked here, in copies and in files.',
    shown: (seconds: string) =>
      `Until the ticket ends (${seconds} s), its signature is shown here and copied with curl. Do not share it.`,
  },
};
