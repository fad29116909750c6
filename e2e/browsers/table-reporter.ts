import type { FullResult, Reporter, FullConfig, Suite } from 'playwright/types/testReporter';

/** The type of the annotations that the table's rows travel in. */
export const ROW_ANNOTATION = 'row';

/** Prints what each browser did. Fails where there was no browser at all: nothing was tested. */
export default class BrowserTableReporter implements Reporter {
  #suite: Suite | undefined;

  onBegin(_config: FullConfig, suite: Suite): void {
    this.#suite = suite;
  }

  async onEnd({ status }: FullResult): Promise<{ status: FullResult['status'] }> {
    const tests = this.#suite?.allTests() ?? [];
    console.log('\n| browser | what | result |\n| --- | --- | --- |');
    for (const { type, description } of tests.flatMap(({ annotations }) => annotations)) {
      if (type === ROW_ANNOTATION) console.log(description);
    }
    const skipped = tests.filter((test) => test.outcome() === 'skipped');
    const why = skipped.flatMap(({ annotations }) => annotations.map((each) => each.description));
    for (const sentence of new Set(why)) console.log(`\nSkipped: ${sentence}.`);
    if (skipped.length < tests.length) return { status };
    console.log('\nNone of the browsers is installed, so nothing was tested.');
    return { status: 'failed' };
  }

  printsToStdio(): boolean {
    return false;
  }
}
