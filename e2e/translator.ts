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
