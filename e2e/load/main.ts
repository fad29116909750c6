import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { median } from '../bench/program/statistics.ts';
import { startLoaded } from './loaded-server.ts';
import { loadPosts, type PostsLoad } from './posts-load.ts';
import { loadTickets, type TicketsLoad } from './tickets-load.ts';

/** What the server bears, beside another build of it: `npm run test:load -- --against DIR`. */

const { values } = parseArgs({
  options: {
    against: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '4' },
    strict: { type: 'boolean', default: false },
  },
});

type Build = { readonly name: string; readonly dir: string };
type Round = TicketsLoad & PostsLoad;

const builds: readonly Build[] = [
  { name: 'ours', dir: resolve(import.meta.dirname, '../../..') },
  ...(values.against === undefined ? [] : [{ name: 'against', dir: resolve(values.against) }]),
];

const rounds = new Map<string, Round[]>(builds.map(({ name }) => [name, []]));
const tempDir = await mkdtemp(join(tmpdir(), 'ota-drop-load-'));
try {
  // In turns, and the other one first in every second round: what slows the machine down for a while slows both.
  for (let round = 0; round < Number(values.rounds); round += 1) {
    for (const build of round % 2 === 0 ? builds : builds.toReversed()) {
      const measured = await measure(build);
      rounds.get(build.name)?.push(measured);
      console.log(`round ${round + 1}, ${build.name}: ${line(measured)}`);
    }
  }
} finally {
  await rm(tempDir, { recursive: true, force: true });
}
report();

/** Memory is measured in a process of its own: tickets leave something behind. */
async function measure({ dir }: Build): Promise<Round> {
  const first = await startLoaded(dir, tempDir);
  const tickets = await loadTickets(first, Number(values.seconds) * 1000);
  await first.stop();
  const second = await startLoaded(dir, tempDir);
  const posts = await loadPosts(second);
  await second.stop();
  return { ...tickets, ...posts };
}

function line(round: Round): string {
  const { perSecond, p50Ms, p99Ms, refused, peakBytes, keptBytes, tookMs } = round;
  const mb = (bytes: number) => `+${(bytes / 1_000_000).toFixed(1)} MB`;
  return [
    `${perSecond.toFixed(0)} tickets/s`,
    `p50 ${p50Ms.toFixed(1)} ms`,
    `p99 ${p99Ms.toFixed(1)} ms`,
    `100 posts: ${mb(keptBytes)} after, ${mb(peakBytes)} at most, ${refused} refused, ${tookMs.toFixed(0)} ms`,
  ].join(', ');
}

function report(): void {
  const medians = builds.map(({ name }) => ({ name, ...medianOf(rounds.get(name) ?? []) }));
  console.log('\nmedians');
  for (const { name, ...round } of medians) console.log(`- ${name}: ${line(round)}`);
  const [ours, against] = medians;
  if (ours === undefined) return;
  const goals: [what: string, isMet: boolean][] = [
    [`memory after 100 posts of 1 MiB: at most +48 MB`, ours.keptBytes <= 48_000_000],
    [`of 100 posts at once ${ours.refused} are refused: none`, ours.refused === 0],
  ];
  if (against !== undefined) {
    const rate = ours.perSecond / against.perSecond;
    const tail = ours.p99Ms / against.p99Ms;
    goals.push([`tickets a second: ${rate.toFixed(2)} x, at least 3 x`, rate >= 3]);
    goals.push([`p99 of a ticket: ${tail.toFixed(2)} x, at most 0.5 x`, tail <= 0.5]);
  }
  for (const [what, isMet] of goals) console.log(`- ${isMet ? 'met' : 'NOT MET'} · ${what}`);
  if (values.strict && goals.some(([, isMet]) => !isMet)) process.exitCode = 1;
}

function medianOf(all: readonly Round[]): Round {
  const of = (field: keyof Round) => median(all.map((round) => round[field]));
  return {
    perSecond: of('perSecond'),
    p50Ms: of('p50Ms'),
    p99Ms: of('p99Ms'),
    refused: of('refused'),
    peakBytes: of('peakBytes'),
    keptBytes: of('keptBytes'),
    tookMs: of('tookMs'),
  };
}
