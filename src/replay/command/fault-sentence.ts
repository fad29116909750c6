import type { RecordingFault } from '../../upload/exchange/read-recording.ts';

/** What is wrong with a file, and what to do. */
export function faultSentence(fault: RecordingFault): string {
  switch (fault.kind) {
    case 'too-large':
      return `It is larger than ${fault.limit.toLocaleString('en')} bytes, and no recording is. Nothing was played.`;
    case 'no-recording':
      return 'It is no recording, or not all of one. Export it once more: an upload, Exchange, "Export recording". Nothing was played.';
    case 'other-version':
      return `It is a recording of version ${fault.version}, and this program plays version 1. Use the program of the page that recorded it. Nothing was played.`;
    case 'damaged':
      return `It is a recording, and something in it is not as it should be (${fault.where}). Export it once more. Nothing was played.`;
    case 'not-whole':
      return 'Its beginning or something in the middle is missing: only the whole of an upload can be played. Nothing was played.';
  }
}
