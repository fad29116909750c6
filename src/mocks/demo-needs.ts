/** What keeps the demo from running: the page's address, or the browser itself. */
export type Need = 'secure-context' | 'service-worker';

type Words = { readonly title: string; readonly text: (address: string) => readonly string[] };

const WORDS: Readonly<Record<'en' | 'zh-CN', Readonly<Record<Need, Words>>>> = {
  en: {
    'secure-context': {
      title: 'The demo cannot run at this address',
      text: (address) => [
        `This page came by plain http from ${address}. The demo needs a service worker, and the browser’s own cryptography to sign its tickets: browsers offer both on https and on this computer only.`,
        'Serve the folder by https, or copy it to this computer and open it as http://localhost. No file was read.',
      ],
    },
    'service-worker': {
      title: 'This browser does not let the demo run',
      text: (address) => [
        `The demo needs a service worker at ${address}, and the browser has refused to start it. Private windows, blocked cookies and some company policies do that; so does a web server that leaves out mock-worker.js or mockServiceWorker.js.`,
        'Open it in an ordinary window or in another browser, and check that the whole folder is there. No file was read.',
      ],
    },
  },
  'zh-CN': {
    'secure-context': {
      title: '演示无法在此地址运行',
      text: (address) => [
        `此页面通过普通 http 从 ${address} 打开。演示需要 Service Worker，并需要浏览器的加密功能来签发上传凭证；浏览器仅在 https 或本机地址上提供这两项功能。`,
        '请通过 https 提供该文件夹，或将其复制到本机并以 http://localhost 打开。未读取任何文件。',
      ],
    },
    'service-worker': {
      title: '此浏览器不允许演示运行',
      text: (address) => [
        `演示需要在 ${address} 启动 Service Worker，但浏览器拒绝了。无痕窗口、禁用 Cookie 或公司策略都可能导致这种情况；网站缺少 mock-worker.js 或 mockServiceWorker.js 时也会如此。`,
        '请使用普通窗口或其他浏览器，并确认文件夹完整。未读取任何文件。',
      ],
    },
  },
};

/** In every language: there is no page yet in which one could be chosen. */
export function showNeeds(root: HTMLElement, need: Need): void {
  const address = new URL('.', document.baseURI).href;
  const main = document.createElement('main');
  main.className = 'first-words without-scripts';
  main.dataset['testid'] = 'demo-needs';
  main.dataset['need'] = need;
  const isChineseFirst = navigator.language.startsWith('zh');
  const languages = isChineseFirst ? Object.entries(WORDS).toReversed() : Object.entries(WORDS);
  for (const [index, [language, words]] of languages.entries()) {
    const { title, text } = words[need];
    const section = document.createElement('section');
    section.lang = language;
    section.append(element(index === 0 ? 'h1' : 'h2', title));
    for (const sentence of text(address)) section.append(paragraph(sentence, address));
    main.append(section);
  }
  root.replaceChildren(main);
}

/** A browser that translates the page leaves the address as it is. */
function paragraph(sentence: string, address: string): HTMLElement {
  const made = document.createElement('p');
  const [before = '', ...rest] = sentence.split(address);
  made.append(before);
  for (const text of rest) {
    const name = element('bdi', address);
    name.translate = false;
    made.append(name, text);
  }
  return made;
}

function element(name: 'h1' | 'h2' | 'bdi', text: string): HTMLElement {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}
