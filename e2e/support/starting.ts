type Stoppable = { stop(): Promise<void> };
type Start<Options extends readonly unknown[], T> = (...options: Options) => Promise<T>;

/** A fixture: starts what a test asks for, and stops it with the test, the last one first. */
export function starting<Options extends readonly unknown[], T extends Stoppable>(
  start: Start<Options, T>,
) {
  return async ({}, use: (start: Start<Options, T>) => Promise<void>): Promise<void> => {
    const started: T[] = [];
    await use(async (...options) => {
      const one = await start(...options);
      started.push(one);
      return one;
    });
    for (const one of started.toReversed()) await one.stop();
  };
}
