import type { FullConfig, Reporter, Suite } from 'playwright/types/testReporter';

/** The type of the annotations that the table's rows travel in. */
export const ROW_ANNOTATION = 'row';

/** Prints each proxy with what users of each browser get to see. */
export default class ProxyTableReporter implements Reporter {
  #suite: Suite | undefined;

  onBegin(_config: FullConfig, suite: Suite): void {
    this.#suite = suite;
  }

  onEnd(): void {
    const tests = this.#suite?.allTests() ?? [];
    console.log('\nWhat users see with a reverse proxy between the page and the store:\n');
    console.log('| proxy | browser | upload | ends as | words | tickets | forms at the store |');
    console.log('| --- | --- | --- | --- | --- | --- | --- |');
    for (const { type, description } of tests.flatMap(({ annotations }) => annotations)) {
      if (type === ROW_ANNOTATION) console.log(description);
    }
    const skipped = tests.filter((test) => test.outcome() === 'skipped');
    const reasons = skipped.flatMap(({ annotations }) => annotations);
    const texts = new Set(reasons.map(({ description }) => description));
    if (skipped.length > 0) console.log(`\nSkipped: ${[...texts].join('; ')}`);
  }

  printsToStdio(): boolean {
    return false;
  }
}
