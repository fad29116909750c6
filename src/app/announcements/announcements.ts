import type { Upload } from '../../upload/model/upload.ts';
import type { Format } from '../format.ts';
import { kept } from '../locales/kept.ts';
import type { ListWords } from '../upload-list/words.ts';
import { explainFailure } from '../failure/explain.ts';
import type { Milestone } from './milestones.ts';
import { stallTitle } from '../upload-row/stall-title.ts';
import { summarise } from '../upload-list/summary.ts';

/** More at once than this is told as one sentence: forty dropped files are not forty announcements. */
const SINGLY_UP_TO = 3;

/** @param now on the engine's monotonic clock */
export function announcementsFor(
  milestones: readonly Milestone[],
  uploads: readonly Upload[],
  messages: ListWords,
  format: Format,
  now: number,
): readonly string[] {
  if (milestones.length > SINGLY_UP_TO) {
    const { done, total } = summarise(uploads);
    const moved = format.count(milestones.length);
    return [messages.announce.many(moved, format.count(done), format.count(total))];
  }
  return milestones.map((milestone) => announcementOf(milestone, messages, format, now));
}

function announcementOf(
  milestone: Milestone,
  messages: ListWords,
  format: Format,
  now: number,
): string {
  const { announce } = messages;
  const { size } = milestone;
  const name = kept(milestone.name);
  switch (milestone.kind) {
    case 'added':
    case 'needs-you':
    case 'sending':
    case 'moving':
    case 'all-sent':
    case 'unsure':
    case 'verified':
    case 'unverified':
    case 'cancelled':
    case 'interrupted':
      return announce[milestone.kind](name);
    case 'quarter':
      return announce.quarter(name, format.percent(milestone.quarter, 4));
    case 'again':
      return announce.again(name, format.count(milestone.attempt));
    case 'stalled':
      return announce.stalled(
        name,
        stallTitle(milestone.stall, milestone.progress, messages, format),
      );
    case 'waiting': {
      const { failure, wait } = milestone;
      const { title } = explainFailure(failure, size, messages, format);
      const next =
        wait.for === 'time'
          ? messages.wait.again(format.duration(Math.ceil((wait.until - now) / 1000)))
          : messages.wait.back[wait.for];
      return announce.waiting(name, title, next);
    }
  }
}
