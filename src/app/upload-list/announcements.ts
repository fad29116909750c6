import type { Upload } from '../../upload/upload.ts';
import type { Format } from '../format.ts';
import type { Messages } from '../i18n/en.ts';
import type { Milestone } from './milestones.ts';
import { summarise } from './summary.ts';

/** More at once than this is told as one sentence: forty dropped files are not forty announcements. */
const SINGLY_UP_TO = 3;

export function announcementsFor(
  milestones: readonly Milestone[],
  uploads: readonly Upload[],
  { announce }: Messages,
  format: Format,
): readonly string[] {
  if (milestones.length > SINGLY_UP_TO) {
    const { done, total } = summarise(uploads);
    return [
      announce.many(format.count(milestones.length), format.count(done), format.count(total)),
    ];
  }
  return milestones.map((milestone) =>
    milestone.kind === 'quarter'
      ? announce.quarter(milestone.name, format.percent(milestone.quarter, 4))
      : announce[milestone.kind](milestone.name),
  );
}
