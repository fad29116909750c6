import type { FullConfig, Reporter, Suite } from 'playwright/types/testReporter';
import { CELL_ANNOTATION, readCell } from './cell.ts';

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
    for (const test of tests) {
      for (const { type, description } of test.results.flatMap(({ annotations }) => annotations)) {
        if (type !== CELL_ANNOTATION || description === undefined) continue;
        const cell = readCell(description);
        const { version, browser, browserVersion, what, outcome, words, tickets, posts } = cell;
        const forms = posts === tickets ? `${posts}` : `${posts} (${resends(posts - tickets)})`;
        const columns = [version, `${browser} ${browserVersion}`, what, outcome, words, tickets];
        console.log(`| ${[...columns, forms].join(' | ')} |`);
      }
    }
    const skipped = tests.filter((test) => test.outcome() === 'skipped');
    const reasons = new Set(
      skipped.flatMap(({ annotations }) => annotations.map(({ description }) => description)),
    );
    if (skipped.length > 0) console.log(`\nSkipped: ${[...reasons].join('; ')}`);
  }

  printsToStdio(): boolean {
    return false;
  }
}

function resends(more: number): string {
  if (more < 0) return `${-more} kept by the proxy`;
  return `${more} sent again by the browser or the proxy`;
}
