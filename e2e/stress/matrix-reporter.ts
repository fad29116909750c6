import type { FullConfig, Reporter, Suite, TestCase } from 'playwright/types/testReporter';
import {
  CELLS,
  FAULT_NAMES,
  FILE_BYTES,
  isPossible,
  PERCENTS,
  titleOf,
  type Bites,
  type Cell,
} from './cells.ts';

/** Prints what every cell of the matrix came to, one table for each socket and size; silent where no cell was run. */
export default class MatrixReporter implements Reporter {
  #suite: Suite | undefined;
  #startedAt = 0;

  onBegin(_config: FullConfig, suite: Suite): void {
    this.#suite = suite;
    this.#startedAt = performance.now();
  }

  onEnd(): void {
    const tests = new Map((this.#suite?.allTests() ?? []).map((test) => [test.title, test]));
    const run = CELLS.filter((cell) => tests.has(titleOf(cell)));
    if (run.length === 0) return;
    const outcomeOf = (cell: Cell) => outcome(tests.get(titleOf(cell)));
    console.log(`\n${LEGEND}`);
    for (const table of new Set(run.map(tableOf))) {
      printTable(
        run.filter((cell) => tableOf(cell) === table),
        outcomeOf,
      );
    }
    const proved = run.filter((cell) => / ?ok \d$/.test(outcomeOf(cell)));
    const told = run.filter((cell) => /^[UV]\d\d \d$/.test(outcomeOf(cell)));
    const seconds = Math.round((performance.now() - this.#startedAt) / 1000);
    console.log(
      `\n  ${run.length} of ${CELLS.length} cells in ${seconds} s: ${proved.length} ended with identical bytes, ` +
        `${told.length} with a clear failure, ${run.length - proved.length - told.length} otherwise\n`,
    );
  }

  printsToStdio(): boolean {
    return false;
  }
}

const LEGEND = `Fault x position x socket. Position: the share of the body that the store has read when the fault bites.
  ok 1      verified by checksum and identical in the store, with the first attempt
  U07 ok 2  the same with the second; the first one was said to have failed with this code
  U07 4     failed for good after four, with this code and without an address
  n/a       there is no such thing      -  not run`;

const BITES: Readonly<Record<Bites, string>> = {
  'first attempt': 'all of the first attempt is bitten',
  'first POST': 'one POST is bitten, and what the browser sends once more by itself gets through',
  'every attempt': 'every attempt is bitten',
};

const tableOf = ({ bites, size, socket }: Cell) => `${bites} ${size} ${socket}`;

/** The table of the cells that share size, socket and bites; of a sample, the rows and columns that are in it. */
function printTable(cells: readonly Cell[], outcomeOf: (cell: Cell) => string): void {
  const [first] = cells;
  if (first === undefined) return;
  const percents = PERCENTS.filter((percent) => cells.some((cell) => cell.percent === percent));
  const size = FILE_BYTES[first.size] / 1_000_000;
  console.log(`\n  ${BITES[first.bites]}; ${first.socket} socket, ${size} MB`);
  console.log(
    row(
      '',
      percents.map((percent) => `${percent} %`),
    ),
  );
  for (const fault of FAULT_NAMES.filter((name) => cells.some((cell) => cell.fault === name))) {
    const outcomes = percents.map((percent) => {
      const cell: Cell = { ...first, fault, percent };
      return isPossible({ ...cell, bites: 'first attempt' }) ? outcomeOf(cell) : 'n/a';
    });
    console.log(row(fault, outcomes));
  }
}

function row(head: string, cells: readonly string[]): string {
  return `  ${head.padEnd(22)}${cells.map((cell) => cell.padEnd(10)).join('')}`.trimEnd();
}

function outcome(test: TestCase | undefined): string {
  if (test === undefined) return '-';
  if (!test.ok() || test.results.length === 0) return 'WRONG';
  return (
    test.annotations.find(({ type }) => type === 'outcome')?.description?.replaceAll('FW-', '') ??
    'WRONG'
  );
}
