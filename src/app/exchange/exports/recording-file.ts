import { RECORDING_ENDING, type Recording } from '../../../upload/exchange/recording.ts';
import { saveFile } from '../../page/save-file.ts';

export function saveRecording(recording: Recording): void {
  saveFile(
    JSON.stringify(recording, null, 2),
    'application/json',
    `${recording.file.name}${RECORDING_ENDING}`,
  );
}

/** GitHub takes 65,536 characters for an issue, GitLab and Jira less of a comment; the rest of a report needs some, too. */
const REPORT_MAX_CHARS = 24_000;

/** In one line, so that it is found again among other texts; too long a one is named, to be attached. */
export function recordingInReport(recording: Recording): string {
  const text = JSON.stringify(recording);
  return text.length <= REPORT_MAX_CHARS
    ? text
    : `Too long for a report: export "${recording.file.name}${RECORDING_ENDING}" and attach it.`;
}
