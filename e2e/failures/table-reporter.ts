import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type {
  FullConfig,
  FullResult,
  Reporter,
  Suite,
  TestCase,
} from 'playwright/types/testReporter';
import { ROWS } from './rows.ts';

type Tally = { passed: number; failed: number; skipped: number; readonly reasons: Set<string> };

/**
 * Prints the catalogue as a table: each row with its tests. A complete run that leaves a row without a passing test fails;
 * a row whose tests could not run on this machine is named as skipped.
 */
export default class TableReporter implements Reporter {
  #tests: readonly TestCase[] = [];

  onBegin(_config: FullConfig, suite: Suite): void {
    this.#tests = suite.allTests();
  }

  async onEnd(result: FullResult): Promise<{ status?: FullResult['status'] } | undefined> {
    const tests = this.#tests.filter((test) => rowsOf(test).length > 0);
    if (tests.length === 0) return undefined;
    const rows = new Map(Object.keys(ROWS).map((row) => [row, emptyTally()]));
    for (const test of tests) for (const row of rowsOf(test)) count(test, rows.get(row));
    console.log('\nThe catalogue of failures, row by row:\n');
    for (const [row, what] of Object.entries(ROWS)) {
      console.log(`  FW-${row}  ${describe(rows.get(row) ?? emptyTally()).padEnd(22)} ${what}`);
    }
    const namesOf = (isOne: (tally: Tally) => boolean) =>
      [...rows].filter(([, tally]) => isOne(tally)).map(([row]) => row);
    const proved = namesOf(({ passed, failed }) => passed > 0 && failed === 0);
    const skipped = namesOf(({ passed, failed, skipped }) => !passed && !failed && skipped > 0);
    const missing = namesOf(({ passed, failed, skipped }) => !passed && !failed && !skipped);
    console.log(
      `\n  ${proved.length} of ${rows.size} rows proved by ${tests.length} tests; skipped here: ${skipped.join(' ') || 'none'}; without a test: ${missing.join(' ') || 'none'}\n`,
    );
    // Where a part of the catalogue was asked for, what is missing says nothing.
    return this.#isWhole() && missing.length > 0 && result.status === 'passed'
      ? { status: 'failed' }
      : undefined;
  }

  printsToStdio(): boolean {
    return false;
  }

  #isWhole(): boolean {
    const files = new Set(this.#tests.map(({ location }) => location.file));
    const specs = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.spec.ts'));
    return specs.every((name) => files.has(join(import.meta.dirname, name)));
  }
}

function rowsOf({ title }: TestCase): readonly string[] {
  return /^(?:[TPUVBS]\d\d )+/.exec(title)?.[0].trim().split(' ') ?? [];
}

function emptyTally(): Tally {
  return { passed: 0, failed: 0, skipped: 0, reasons: new Set() };
}

function count(test: TestCase, tally: Tally | undefined): void {
  if (tally === undefined) throw new Error(`"${test.title}" names a row that does not exist`);
  switch (test.outcome()) {
    case 'expected':
    case 'flaky':
      tally.passed += 1;
      break;
    case 'unexpected':
      tally.failed += 1;
      break;
    case 'skipped':
      tally.skipped += 1;
      for (const { description } of test.annotations)
        if (description) tally.reasons.add(description);
  }
}

function describe({ passed, failed, skipped, reasons }: Tally): string {
  const parts = [
    passed > 0 && `${passed} passed`,
    failed > 0 && `${failed} FAILED`,
    skipped > 0 && `${skipped} skipped${reasons.size > 0 ? ` (${[...reasons].join('; ')})` : ''}`,
  ].filter((part) => part !== false);
  return parts.join(', ') || 'NO TEST';
}
