import {
  SCENARIO_NAMES,
  SCENARIOS,
  STAGES,
  valueOf,
  type Announcement,
  type Chosen,
  type Ending,
  type ScenarioName,
  type Stage,
} from './catalogue.ts';

/** Which scenarios go together, and what comes of them then. */

/** Why two do not. */
export type Clash =
  /** The same one, twice. */
  | { readonly kind: 'twice'; readonly name: ScenarioName }
  /** Each decides how the upload ends, and only one can. */
  | { readonly kind: 'two-endings'; readonly names: readonly [ScenarioName, ScenarioName] }
  /** The second would come after the end that the first one brings. */
  | { readonly kind: 'never-reached'; readonly names: readonly [ScenarioName, ScenarioName] }
  /** More attempts fail than the page makes by itself. */
  | { readonly kind: 'too-many-attempts'; readonly most: number };

/** Further attempts that the page makes by itself, for a ticket as for a transfer, and the first one. */
const ATTEMPTS_MOST = 4;

/** As they meet an upload on its way. */
export function inOrder(chosen: readonly Chosen[]): readonly Chosen[] {
  return chosen.toSorted((a, b) => SCENARIO_NAMES.indexOf(a.name) - SCENARIO_NAMES.indexOf(b.name));
}

export function findClash(chosen: readonly Chosen[]): Clash | undefined {
  const ordered = inOrder(chosen);
  const twice = ordered.find(({ name }, at) => ordered[at + 1]?.name === name);
  if (twice !== undefined) return { kind: 'twice', name: twice.name };
  const [first, second] = ordered.filter(({ name }) => DECIDES.has(name));
  if (first === undefined) return tooMany(ordered);
  if (second !== undefined) return { kind: 'two-endings', names: [first.name, second.name] };
  const late = ordered.find(({ name }) => isAfter(name, first.name));
  if (late !== undefined && announcementOf(first).ends.status === 'failed') {
    return { kind: 'never-reached', names: [first.name, late.name] };
  }
  return tooMany(ordered);
}

/** Of all together: attempts fail one after the other, and the one that decides has the last word. */
export function announceAll(chosen: readonly Chosen[]): Announcement {
  const all = inOrder(chosen).map(announcementOf);
  const decides = all.find(({ ends }) => !isVerified(ends));
  const slow = all.find(({ bytesPerSecond }) => bytesPerSecond !== undefined);
  const asks = all.some(({ asksStore }) => asksStore === true);
  return {
    // The scenario that decides how it ends comes last, also where another one of the same stage stands behind it.
    tries: [
      ...all.filter((one) => one !== decides),
      ...all.filter((one) => one === decides),
    ].flatMap(({ tries }) => tries),
    ends: decides?.ends ?? { status: 'done', verdict: 'verified' },
    ...(asks && { asksStore: true }),
    ...(slow?.bytesPerSecond !== undefined && { bytesPerSecond: slow.bytesPerSecond }),
  };
}

export function announcementOf(one: Chosen): Announcement {
  return SCENARIOS[one.name].announces(valueOf(one));
}

/** Those that decide over the end, or over what proves it. */
const DECIDES: ReadonlySet<ScenarioName> = new Set(
  SCENARIO_NAMES.filter(
    (name) => !isVerified(announcementOf({ name }).ends) || name === 'hidden-header',
  ),
);

function isVerified(ends: Ending): boolean {
  return ends.status === 'done' && ends.verdict === 'verified';
}

function isAfter(name: ScenarioName, decider: ScenarioName): boolean {
  return STAGES.indexOf(SCENARIOS[name].stage) > STAGES.indexOf(SCENARIOS[decider].stage);
}

const TICKETS: readonly Stage[] = ['ticket'];
const SENDS: readonly Stage[] = ['transfer', 'store', 'proof'];

/** An outage costs no attempt. */
function tooMany(ordered: readonly Chosen[]): Clash | undefined {
  const isOver = [TICKETS, SENDS].some((stages) => {
    const among = ordered
      .filter(({ name }) => stages.includes(SCENARIOS[name].stage))
      .map(announcementOf);
    const failing = among.flatMap(({ tries }) => tries).length;
    // The one after those that fail is the one that succeeds.
    const succeeds = among.every(({ ends }) => ends.status === 'done');
    return failing + (succeeds ? 1 : 0) > ATTEMPTS_MOST;
  });
  return isOver ? { kind: 'too-many-attempts', most: ATTEMPTS_MOST } : undefined;
}
