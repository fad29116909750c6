import { inject } from 'vitest';

/**
 * Runs a module in a frame whose document comes with these headers; resolves with what the module tells by `tell(value)`.
 * For tests in a browser: policies of a page cannot be set from within it.
 */
export async function inPage(
  headers: Readonly<Record<string, string>>,
  module: string,
): Promise<unknown> {
  const frame = document.createElement('iframe');
  const told = new Promise<unknown>((resolve) => {
    addEventListener('message', function listen({ source, data }) {
      if (source !== frame.contentWindow) return;
      removeEventListener('message', listen);
      resolve(data);
    });
  });
  const tell = `globalThis.tell = (value) => parent.postMessage(value, '*');`;
  const query = new URLSearchParams({
    headers: JSON.stringify(headers),
    module: `${tell}\n${module}`,
  });
  frame.src = `${inject('oddStores').pages}/?${query}`;
  document.body.append(frame);
  try {
    return await told;
  } finally {
    frame.remove();
  }
}
