import { expect, test } from 'vitest';
import type { QueueHandle } from '../uploads/queue-handle.ts';
import { perform } from './perform.ts';
import type { DemoControls } from './script/demo-controls.ts';
import { SCRIPT } from './script/script.ts';

/** What a step does, in its order. */
function doneBy(id: string): readonly string[] {
  const done: string[] = [];
  const note = (text: string) => void done.push(text);
  const controls: DemoControls = {
    sample(kind, which) {
      note(`make ${which} ${kind}`);
      return new File(['a'], `${kind}.bin`);
    },
    line: () => 'office',
    chooseLine: (line) => note(`line ${line}`),
    arm: (mishap) => note(`arm ${mishap}`),
    reset: () => note('reset'),
    subscribe: () => () => undefined,
  };
  const queue: QueueHandle = {
    subscribe: () => () => undefined,
    getSnapshot: () => [],
    getStill: () => [],
    heldFiles: () => 0,
    current: () => undefined,
    add: () => note('past the page’s own way of adding'),
  };
  const act = SCRIPT.find((step) => step.id === id)?.act;
  if (act === undefined) throw new Error(`${id} does nothing`);
  const add = (files: readonly File[]) => note(`drop ${files.map(({ name }) => name).join()}`);
  perform(act, controls, { queue, add });
  return done;
}

test.each([
  ['good', ['line office', 'make next good', 'drop good.bin']],
  ['again', ['line office', 'make same good', 'drop good.bin']],
  ['large', ['line slow', 'make next large', 'drop large.bin']],
  ['broken', ['line office', 'arm broken-line', 'make next good', 'drop good.bin']],
  ['altered', ['line office', 'arm altered-bytes', 'make next good', 'drop good.bin']],
])('the step "%s" arms what is to go wrong before its package is dropped', (id, done) => {
  expect(doneBy(id)).toEqual(done);
});
