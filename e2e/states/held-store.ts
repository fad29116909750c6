import type { Page } from 'playwright/test';

/**
 * A store that does what a test says, inside the page: forms are held back, progress comes when it is told to, and so does the
 * answer. What is let go travels to the real store.
 */
export type HeldStore = {
  /** Of every form that is held, or of those that are larger or smaller than 10 MB: so much of it has left, from 0 to 1. */
  move(share: number, of?: HeldForms): Promise<void>;
  answer(answer: HeldAnswer): Promise<void>;
  /** The connection is gone, without a word. */
  cut(): Promise<void>;
  /** All that is held goes to the real store, and all that follows. */
  letGo(): Promise<void>;
  /** What follows is held again. */
  hold(): Promise<void>;
};

export type HeldForms = 'all' | 'large' | 'small';

export type HeldAnswer = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};

/** The same within the page, where nothing has to be waited for. */
type StoreInPage = {
  [Name in keyof HeldStore]: (...given: Parameters<HeldStore[Name]>) => void;
};

declare global {
  var heldStore: StoreInPage | undefined;
}

/** To be called before the page opens. */
export async function holdStore(page: Page): Promise<HeldStore> {
  await page.addInitScript(playStore);
  return {
    move: (share, of = 'all') =>
      page.evaluate(([to, forms]) => globalThis.heldStore?.move(to, forms), [share, of] as const),
    answer: (answer) => page.evaluate((given) => globalThis.heldStore?.answer(given), answer),
    cut: () => page.evaluate(() => globalThis.heldStore?.cut()),
    letGo: () => page.evaluate(() => globalThis.heldStore?.letGo()),
    hold: () => page.evaluate(() => globalThis.heldStore?.hold()),
  };
}

/** Runs in the page. */
function playStore(): void {
  type Held = { readonly request: XMLHttpRequest; readonly form: FormData; readonly url: string };
  const { open, send, abort } = XMLHttpRequest.prototype;
  const urls = new WeakMap<XMLHttpRequest, string>();
  let held: Held[] = [];
  let isHolding = true;

  const take = () => {
    const all = held;
    held = [];
    return all;
  };
  const sizeOf = (form: FormData) =>
    [...form.values()].reduce(
      (sum, value) => sum + 200 + (typeof value === 'string' ? value.length : value.size),
      0,
    );

  XMLHttpRequest.prototype.open = function openHeld(method: string, url: string | URL) {
    urls.set(this, String(url));
    open.call(this, method, url, true);
  };
  XMLHttpRequest.prototype.send = function sendHeld(body) {
    if (isHolding && body instanceof FormData) {
      held.push({ request: this, form: body, url: urls.get(this) ?? '' });
    } else {
      send.call(this, body);
    }
  };
  XMLHttpRequest.prototype.abort = function abortHeld() {
    const isHeld = held.some(({ request }) => request === this);
    held = held.filter(({ request }) => request !== this);
    if (isHeld) this.dispatchEvent(new ProgressEvent('abort'));
    else abort.call(this);
  };

  globalThis.heldStore = {
    move(share, of = 'all') {
      for (const { request, form } of held) {
        const total = sizeOf(form);
        if (of !== 'all' && (of === 'large') !== total > 10_000_000) continue;
        const loaded = Math.round(total * share);
        const progress = { lengthComputable: true, loaded, total };
        request.upload.dispatchEvent(new ProgressEvent('progress', progress));
      }
    },
    answer({ status, headers = {}, body = '' }) {
      for (const { request, url } of take()) {
        const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
        Object.defineProperties(request, {
          status: { value: status },
          responseURL: { value: `${url}/` },
          responseText: { value: body },
          getAllResponseHeaders: { value: () => lines.join('') },
        });
        request.dispatchEvent(new ProgressEvent('load'));
      }
    },
    cut() {
      for (const { request } of take()) request.dispatchEvent(new ProgressEvent('error'));
    },
    hold() {
      isHolding = true;
    },
    letGo() {
      isHolding = false;
      for (const { request, form } of take()) send.call(request, form);
    },
  };
}
