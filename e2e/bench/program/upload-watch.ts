import type { Page } from 'playwright';
import * as v from 'valibot';

/** When things happened in the page, in milliseconds of its own clock. */
const MomentsSchema = v.object({
  picked: v.number(),
  /** The page says that the file is stored, ours that it is verified. */
  done: v.number(),
  md5: v.optional(v.number()),
  sha256: v.optional(v.number()),
});
export type Moments = v.InferOutput<typeof MomentsSchema>;

export type UploadAnnouncer = {
  /** Resolves when the page has said all it will say. */
  readonly moments: Promise<Moments>;
};

/**
 * Has every page watched in the same way, by what stands in the document: nothing is polled, so nothing is added to what a page does.
 * To be called before the page is opened.
 * @param proves whether the page shows MD5 and SHA-256 as well
 */
export async function watchUpload(page: Page, proves: boolean): Promise<UploadAnnouncer> {
  let tell: (moments: Moments) => void = () => {};
  let fail: (error: Error) => void = () => {};
  const moments = new Promise<Moments>((resolve, reject) => {
    tell = resolve;
    fail = reject;
  });
  await page.exposeFunction('benchTell', (told: unknown) => {
    const read = v.safeParse(MomentsSchema, told);
    if (read.success) tell(read.output);
    else fail(new Error(`The page failed: ${JSON.stringify(told)}`));
  });
  page.on('crash', () => fail(new Error('The page crashed')));
  await page.addInitScript(watchInPage, proves);
  return { moments };
}

/** Runs in the page, so it can use nothing from outside. */
function watchInPage(proves: boolean): void {
  const moments: Record<string, number> = {};
  const signs: Readonly<Record<string, string>> = {
    done: '[data-testid=verdict]:is([data-verdict=stored], [data-verdict=verified])',
    failed:
      '[data-testid=failure], [data-testid=verdict]:is([data-verdict=failed], [data-verdict=unverified])',
    ...(proves && {
      md5: '[data-testid=digest][data-kind=md5]',
      sha256: '[data-testid=digest][data-kind=sha256]',
    }),
  };
  const note = (name: string) => {
    moments[name] ??= performance.now();
  };
  addEventListener(
    'change',
    ({ target }) => {
      if (target instanceof HTMLInputElement && target.type === 'file') note('picked');
    },
    { capture: true },
  );
  const watch = new MutationObserver(() => {
    if (moments['picked'] === undefined) return;
    let missing = 0;
    for (const [name, selector] of Object.entries(signs)) {
      if (document.querySelector(selector) !== null) note(name);
      else if (name !== 'failed') missing += 1;
    }
    if (missing > 0 && moments['failed'] === undefined) return;
    watch.disconnect();
    const tell: unknown = Reflect.get(window, 'benchTell');
    if (typeof tell === 'function') tell(moments);
  });
  watch.observe(document, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ['data-verdict'],
  });
}
