export type XmlContent = string | number | boolean | XmlElements | XmlList;
export type XmlElements = { readonly [name: string]: XmlContent };
/** The same element, once for each. */
export type XmlList = readonly XmlElements[];

/** A whole XML document with one root; every text is escaped. */
export function xmlDocument(root: string, content: XmlContent): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element(root, content)}\n`;
}

function element(name: string, content: XmlContent): string {
  if (isList(content)) return content.map((item) => element(name, item)).join('');
  const inner = isElements(content)
    ? Object.entries(content)
        .map(([child, value]) => element(child, value))
        .join('')
    : escapeXml(String(content));
  return `<${name}>${inner}</${name}>`;
}

export function isList(content: XmlContent): content is XmlList {
  return Array.isArray(content);
}

export function isElements(content: XmlContent): content is XmlElements {
  return typeof content === 'object' && !isList(content);
}

function escapeXml(text: string): string {
  return (
    text
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      // Characters that XML 1.0 cannot hold at all.
      // oxlint-disable-next-line no-control-regex -- they are what is looked for
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
  );
}
