import type { Page } from 'playwright/test';

/**
 * What a browser's own page translation does to a document: every text node is taken out, and two `<font>` elements that hold
 * the translation stand in its place; whatever the page writes later is translated as well. `translate="no"` is respected.
 */
export function translateForEver(): void {
  const KEPT = 'script, style, textarea, title, [translate="no"]';
  const translate = (text: Text): void => {
    const parent = text.parentElement;
    if (parent === null || text.data.trim() === '' || parent.closest(KEPT) !== null) return;
    if (parent.localName === 'font') return;
    const outer = document.createElement('font');
    const inner = document.createElement('font');
    outer.style.verticalAlign = 'inherit';
    inner.textContent = text.data;
    outer.append(inner);
    text.replaceWith(outer);
  };
  const translateWithin = (root: Node): void => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const found: Text[] = [];
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      if (node instanceof Text) found.push(node);
    }
    for (const text of found) translate(text);
  };
  new MutationObserver((changes) => {
    for (const { target, addedNodes } of changes) {
      if (target instanceof Text) translate(target);
      for (const node of addedNodes) {
        if (node instanceof Text) translate(node);
        else translateWithin(node);
      }
    }
  }).observe(document, { subtree: true, childList: true, characterData: true });
  translateWithin(document);
  document.documentElement?.classList.add('translated-ltr');
}

/** From the page's first text on. */
export async function translateFromTheStart(page: Page): Promise<void> {
  await page.addInitScript(translateForEver);
}

/**
 * Texts that are not what the page wrote last: React's own props say what that was. Also those that stand bare beside something
 * else, which translation tears out of React's hands. Runs in the page.
 */
export function staleTexts(): readonly string[] {
  const isText = (value: unknown) => typeof value === 'string' || typeof value === 'number';
  return [...document.querySelectorAll('*')].flatMap((element) => {
    const key = Object.keys(element).find((name) => name.startsWith('__reactProps$'));
    const props: unknown = key === undefined ? undefined : Reflect.get(element, key);
    if (typeof props !== 'object' || props === null || !('children' in props)) return [];
    const { children } = props;
    if (isText(children)) {
      const written = String(children);
      return element.textContent === written ? [] : [`${element.textContent} for ${written}`];
    }
    const all = Array.isArray(children) ? children.flat(3) : [];
    return all.some((child) => isText(child) && String(child).trim() !== '')
      ? [`bare text in ${element.outerHTML.slice(0, 200)}`]
      : [];
  });
}

/** Every text that was translated, and may read otherwise by now. Runs in the page. */
export function translatedTexts(): readonly string[] {
  return [...document.querySelectorAll('font font')].map(({ textContent }) => textContent);
}
