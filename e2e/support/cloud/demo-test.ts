import { test as base } from '../ota-drop.ts';
import { serveDemo, type StaticDemo } from './static-demo.ts';

/** For tests in the demo: one file server for all of a worker. */
export const test = base.extend<object, { readonly demo: StaticDemo }>({
  demo: [
    async ({}, use) => {
      const demo = await serveDemo();
      await use(demo);
      demo.stop();
    },
    { scope: 'worker' },
  ],
});
