import type { StepId } from './script.ts';
import type { LineName, SampleKind } from './demo-controls.ts';

export type StepWords = {
  /** What it shows, for everybody to read. */
  readonly title: string;
  readonly act: string;
  readonly see: string;
  /** On the button that does it, where the step does something by itself. */
  readonly press?: string;
};

const steps: Readonly<Record<StepId, StepWords>> = {
  welcome: {
    title: 'From this page straight to storage, and proved',
    act: 'Start with an empty list: “Start over” empties one. Nothing leaves this browser: the badge and every export say so.',
    see: 'One place to drop a firmware package. Nothing to install, no account.',
    press: 'Show the list',
  },
  good: {
    title: 'Drop a package, copy its address',
    act: 'Drop the door lock’s firmware, here or from your own files.',
    see: 'Recognised by its bytes, it gets a ticket of its own and is sent, with speed and time left.',
    press: 'Drop it',
  },
  proof: {
    title: 'Verified: storage keeps the same bytes',
    act: 'Point at the checksums of the upload, then copy its address.',
    see: 'Storage and browser computed the same CRC-64. Only then is a firmwareUrl shown.',
  },
  again: {
    title: 'The same file is not sent twice by accident',
    act: 'Drop the same package once more.',
    see: 'The page knows it by its checksums, asks for no ticket, and offers the address it has.',
    press: 'Drop it again',
  },
  doubtful: {
    title: 'It asks before it sends the wrong thing',
    act: 'Drop a package whose name says bin, while its bytes are gzip.',
    see: 'The page says what is wrong and suggests a suffix. One press sends it.',
    press: 'Drop it',
  },
  cut: {
    title: 'An incomplete package is noticed before it is sent',
    act: 'Drop a zip whose download was stopped.',
    see: 'Its directory is missing. It waits for you, and nothing was sent.',
    press: 'Drop it',
  },
  large: {
    title: 'Large packages, on any connection',
    act: 'Drop 190 MiB on a slow connection. Choose another one while it runs.',
    see: 'Speed and time left follow at once. Read piece by piece, it takes hardly any memory.',
    press: 'Drop it',
  },
  broken: {
    title: 'The connection breaks, and the upload still arrives',
    act: 'Drop a package whose connection breaks at 60%.',
    see: 'The page says why it stopped, waits a moment, gets a new ticket, and sends again.',
    press: 'Drop it',
  },
  altered: {
    title: 'A wrong checksum is a failure, and no address is shown',
    act: 'Drop a package that storage will keep with one wrong bit.',
    see: 'Sent once more, it differs again. The page says what happened, what to do and what was stored.',
    press: 'Drop it',
  },
  receipts: {
    title: 'A receipt for every upload',
    act: 'Open the receipts: search, label, compare a file, make an OTA package, export.',
    see: 'What was verified has one, what failed has none. Every export says that it was simulated.',
    press: 'Open receipts',
  },
  end: {
    title: 'Your turn',
    act: 'Drop files of your own. Nothing leaves this browser.',
    see: 'Starting over brings back an empty list for the next show.',
  },
};

const samples: Readonly<Record<SampleKind, string>> = {
  good: 'Good',
  doubtful: 'Doubtful',
  cut: 'Cut off',
  large: 'Large (190 MiB)',
};

const lines: Readonly<Record<LineName, string>> = {
  office: 'Fast office',
  slow: 'Slow',
  mobile: 'Mobile',
};

export const english = {
  name: 'Presenter mode',
  open: 'Presenter mode',
  close: 'Close',
  step: (at: string, all: string) => `Step ${at} of ${all}`,
  time: (spent: string, planned: string) => `${spent} of ${planned}`,
  act: 'Do',
  see: 'See',
  back: 'Back',
  next: 'Next',
  skip: 'Skip',
  done: 'Done',
  nextKey: 'Page Down',
  backKey: 'Page Up',
  keys: (next: string, back: string, startOver: string) =>
    `Keys and clickers: ${next} does what a step does, then goes on. ${back} goes back. ${startOver} starts over.`,
  tools: 'Controls',
  tryScenario: 'Try a failure of your choice',
  samples: 'Sample packages',
  line: 'Connection',
  largeType: 'Large type',
  startOver: 'Start over',
  startedOver: 'Started over: list, receipts and faults of this demo are gone.',
  notStartedOver: 'Receipts could not be cleared. Reload the page.',
  steps,
  sample: samples,
  lines,
};
