import type { Firmware } from '../../upload/model/firmware-file.ts';
import type { UploadState } from '../../upload/model/upload-state.ts';
import type { Circumstances } from '../failure/bug-report.ts';
import { explainFailure } from '../failure/explain.ts';
import { late as english } from '../locales/english/late.ts';
import { createFormat } from '../locales/format.ts';

/** The failure that an upload stands at, for a report; reports are in English, whatever the language of the page. */
export function failedOf(state: UploadState, firmware: Firmware): Circumstances['failed'] {
  if (state.status !== 'failed' && state.status !== 'waiting' && state.status !== 'rejected') {
    return undefined;
  }
  const reason = state.status === 'rejected' ? state.rejection : state.failure;
  const format = createFormat('en');
  const { title } = explainFailure(reason, firmware.size, english.list, format);
  return { reason, title, tries: state.status === 'rejected' ? [] : state.tries };
}

export function standingOf(state: UploadState): string {
  return state.status === 'interrupted' && state.failedWith !== undefined
    ? `${state.status}, FW-${state.failedWith.replace(/^FW-/, '')}`
    : state.status;
}
