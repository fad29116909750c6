import type { Upload } from '../../upload/model/upload.ts';
import { isFinished, isRunning } from '../../upload/model/upload-phase.ts';
import { explainFailure } from '../failure/explain.ts';
import type { ListWords } from '../locales/catalog.ts';
import type { Format } from '../locales/format.ts';
import { kept } from '../locales/text/kept.ts';
import { summarise } from '../uploads/summary.ts';
import { milestonesBetween, type Milestone } from './milestones.ts';

/** So many running at once are a batch: instead of the steps of each, it is said how many are done. */
export const BATCH_FROM = 4;
/** How often that is said between the beginning of a batch and its end. */
const TALLIES = 7;
/** More milestones at once are one sentence. */
const SINGLY_UP_TO = 3;
/** So many sentences on one upload's way; its end comes on top. A bad connection would otherwise never stop talking. */
export const SENTENCES_MAX = 12;

type Kind = Milestone['kind'];
const ENDS: ReadonlySet<Kind> = new Set(['verified', 'unverified', 'cancelled', 'interrupted']);
/** As it should be. What is not, and what the user has done or has to do, is said even in a batch. */
const ROUTINE: ReadonlySet<Kind> = new Set([
  'added',
  'sending',
  'quarter',
  'moving',
  'all-sent',
  'verified',
]);

/**
 * What is said of a list that changes, and how much of it.
 * @param earliest the first list there was; what has happened since is still to be said
 */
export function createAnnouncements(earliest: readonly Upload[]) {
  const counts = new Map<string, number>();
  /** All that have run since there were many; empty as long as there are few. */
  const batch = new Set<string>();
  let tallied = 0;
  let before: readonly Upload[] = [];
  let isFirst = true;

  function withinLimit({ kind, upload }: Milestone): boolean {
    if (ENDS.has(kind)) return true;
    const count = (counts.get(upload.id) ?? 0) + 1;
    counts.set(upload.id, count);
    return count <= SENTENCES_MAX;
  }

  /** How far the batch is, when that is worth a sentence. */
  function tallyOf(list: readonly Upload[], running: readonly Upload[], isNew: boolean) {
    const total = batch.size;
    const done = list.filter(({ id, state }) => batch.has(id) && state.status === 'done').length;
    const isOver = running.length === 0;
    const share = Math.floor(((total - running.length) / total) * (TALLIES + 1));
    const isDue = isNew || isOver || share > tallied;
    tallied = isOver ? 0 : Math.max(tallied, share);
    if (isOver) batch.clear();
    return isDue ? { done, total } : undefined;
  }

  function sentencesFor(
    list: readonly Upload[],
    messages: ListWords,
    format: Format,
    now: number,
  ): readonly string[] {
    const milestones = milestonesBetween(before, list, now).filter(withinLimit);
    before = list;
    // A finished upload that is asked for again has all of its sentences again.
    const open = new Set(list.filter(({ state }) => !isFinished(state)).map(({ id }) => id));
    for (const id of counts.keys()) if (!open.has(id)) counts.delete(id);

    const running = list.filter(({ state }) => isRunning(state));
    const wasBatch = batch.size > 0;
    if (!wasBatch && running.length < BATCH_FROM) {
      return sentencesOf(milestones, list, messages, format, now);
    }
    for (const { id } of running) batch.add(id);
    const tally = tallyOf(list, running, !wasBatch);
    const unusual = milestones.filter(({ kind }) => !ROUTINE.has(kind));
    const sentences = sentencesOf(unusual, list, messages, format, now);
    if (tally === undefined) return sentences;
    const { done, total } = tally;
    return [...sentences, messages.announce.tally(format.count(done), format.count(total))];
  }

  return {
    /**
     * To be called with every list that follows, in order.
     * @param now on the engine's monotonic clock
     */
    hear(
      list: readonly Upload[],
      messages: ListWords,
      format: Format,
      now: number,
    ): readonly string[] {
      const lists = isFirst ? [earliest, list] : [list];
      isFirst = false;
      return lists.flatMap((each) => sentencesFor(each, messages, format, now));
    },
  };
}

function sentencesOf(
  milestones: readonly Milestone[],
  list: readonly Upload[],
  messages: ListWords,
  format: Format,
  now: number,
): readonly string[] {
  if (milestones.length <= SINGLY_UP_TO) {
    return milestones.map((milestone) => sentenceOf(milestone, messages, format, now));
  }
  const { done, total } = summarise(list);
  const changed = format.count(milestones.length);
  return [messages.announce.many(changed, format.count(done), format.count(total))];
}

function sentenceOf(
  milestone: Milestone,
  messages: ListWords,
  format: Format,
  now: number,
): string {
  const { announce, stall, wait: waitWords } = messages;
  const { firmware } = milestone.upload;
  const name = kept(firmware.name);
  switch (milestone.kind) {
    case 'quarter':
      return announce.quarter(name, format.percent(milestone.quarter, 4));
    case 'again':
      return announce.again(name, format.count(milestone.attempt));
    case 'stalled': {
      const { sent, total } = milestone.progress;
      return announce.stalled(name, stall.title[milestone.stall.why](format.percent(sent, total)));
    }
    case 'waiting': {
      const { failure, wait } = milestone;
      const { title } = explainFailure(failure, firmware.size, messages, format);
      const next =
        wait.for === 'time'
          ? waitWords.again(format.duration(Math.ceil((wait.until - now) / 1000)))
          : waitWords.back[wait.for];
      return announce.waiting(name, title, next);
    }
    default:
      return announce[milestone.kind](name);
  }
}
