import {
  SCENARIO_NAMES,
  SCENARIOS,
  type Chosen,
  type Parameter,
  type ScenarioName,
} from './catalogue.ts';
import { findClash, type Clash } from './combine.ts';

/** Scenarios as they stand in an address: `?scenario=reset-30,slow&seed=7`. */

export type Link = {
  readonly chosen: readonly Chosen[];
  /** Missing where each scenario has its own. */
  readonly seed?: number;
};

/** What is wrong with an address. Nothing of it is armed then: half of a scenario would end otherwise than it says. */
export type LinkFault =
  | { readonly kind: 'unknown'; readonly text: string; readonly meant?: ScenarioName }
  | { readonly kind: 'no-value'; readonly name: ScenarioName }
  | { readonly kind: 'value'; readonly name: ScenarioName; readonly parameter: Parameter }
  | { readonly kind: 'seed'; readonly text: string }
  | { readonly kind: 'clash'; readonly clash: Clash };

export type LinkReading =
  | { readonly kind: 'none' }
  | { readonly kind: 'link'; readonly link: Link }
  | { readonly kind: 'fault'; readonly fault: LinkFault };

const SEED_MAX = 0xffffffff;

/** @param search of an address, with or without its `?` */
export function readLink(search: string): LinkReading {
  const parameters = new URLSearchParams(search);
  const text = parameters.getAll('scenario').join(',');
  return readScenarios(text, parameters.get('seed') ?? '');
}

/** @param seed as text; empty where each scenario has its own */
export function readScenarios(text: string, seed = ''): LinkReading {
  const parts = text
    .split(',')
    .map((part) => part.trim().toLowerCase())
    .filter((part) => part !== '');
  if (parts.length === 0) return { kind: 'none' };
  const chosen: Chosen[] = [];
  for (const part of parts) {
    const one = readOne(part);
    if ('kind' in one) return { kind: 'fault', fault: one };
    chosen.push(one);
  }
  if (!/^\d{0,10}$/.test(seed) || Number(seed) > SEED_MAX) {
    return { kind: 'fault', fault: { kind: 'seed', text: seed } };
  }
  const clash = findClash(chosen);
  if (clash !== undefined) return { kind: 'fault', fault: { kind: 'clash', clash } };
  return { kind: 'link', link: { chosen, ...(seed !== '' && { seed: Number(seed) }) } };
}

/** As it stands in an address: `reset-30,slow`. */
export function writeScenarios(chosen: readonly Chosen[]): string {
  return chosen
    .map(({ name, value }) => (value === undefined ? name : `${name}-${value}`))
    .join(',');
}

/** The address of this page with these scenarios, and with nothing else of it changed. */
export function addressWith(pageUrl: string, { chosen, seed }: Link): string {
  const url = new URL(pageUrl);
  url.hash = '';
  url.searchParams.delete('scenario');
  url.searchParams.delete('seed');
  if (chosen.length === 0) return url.href;
  const rest = url.search.slice(1);
  // A comma may stand as it is: the link is to be read and typed by people.
  const own = `scenario=${writeScenarios(chosen)}${seed === undefined ? '' : `&seed=${seed}`}`;
  url.search = rest === '' ? own : `${rest}&${own}`;
  return url.href;
}

function readOne(part: string): Chosen | LinkFault {
  const [, text = '', digits] = /^(.*?)(?:-(\d+))?$/.exec(part) ?? [];
  const name = SCENARIO_NAMES.find((each) => each === text);
  if (name === undefined) {
    const meant = SCENARIO_NAMES.find((each) => each.startsWith(text) || text.startsWith(each));
    return { kind: 'unknown', text: part, ...(text !== '' && meant !== undefined && { meant }) };
  }
  if (digits === undefined) return { name };
  const { parameter } = SCENARIOS[name];
  if (parameter === undefined) return { kind: 'no-value', name };
  const value = Number(digits);
  const { from, to, among } = parameter;
  const isGood = value >= from && value <= to && (among === undefined || among.includes(value));
  return isGood ? { name, value } : { kind: 'value', name, parameter };
}
