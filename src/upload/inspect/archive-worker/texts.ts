/** What a file that is text from beginning to end is, by the words it begins with. */

export type TextKind =
  | 'web-page'
  | 'json'
  | 'xml'
  /** What Git keeps in place of a large file that has not been fetched. */
  | 'lfs-pointer'
  /** What a web server says in place of a file: `404: Not Found`. */
  | 'server-message'
  | 'base64'
  /** A certificate or a key. */
  | 'pem'
  /** The target of a symbolic link, stored in place of the link. */
  | 'link'
  | 'script'
  | 'text';

/** Longer ones are documents. */
const MESSAGE_MAX_LETTERS = 1024;
/** Linux' own limit for the target of a link. */
const LINK_MAX_LETTERS = 4096;
/** Shorter ones may be words. */
const BASE64_MIN_LETTERS = 64;

/**
 * @param start the first letters, without a byte order mark
 * @param isAll whether that is all there is
 */
export function nameText(start: string, isAll: boolean): TextKind {
  const text = start.trimStart();
  if (isWebPage(text)) return 'web-page';
  if (/^version https:\/\/(?:git-lfs\.github\.com|hawser\.github\.com)\/spec\//.test(text)) {
    return 'lfs-pointer';
  }
  if (/^<(?:\?xml|[A-Za-z][\w:.-]*[\s/>])/.test(text)) return 'xml';
  if (/^[[{]/.test(text) && isJson(text, isAll)) return 'json';
  if (/^(?:Bag Attributes\r?\n[^]{0,2000}?)?-----BEGIN [A-Z0-9 ]+-----/.test(text)) return 'pem';
  if (text.startsWith('#!')) return 'script';
  if (isAll && isServerMessage(text.trimEnd())) return 'server-message';
  if (isBase64(text)) return 'base64';
  return isAll && isLink(start) ? 'link' : 'text';
}

/** Tags that only a page begins with, and what a store or a gateway says instead of a file. */
export function isWebPage(text: string): boolean {
  const bare = text.replace(/^(?:\s|<\?xml[^>]{0,200}\?>|<!--[^]*?-->)+/, '');
  return (
    /^<(?:!doctype\s+html|html|head|body|script|meta|title|style|center|h[1-6]|noscript|iframe)\b/i.test(
      bare,
    ) || bare.startsWith('<Error>')
  );
}

/** One value, or one in each line. A long text is judged by its first lines, or by its first words. */
function isJson(text: string, isAll: boolean): boolean {
  if (isAll && isValue(text)) return true;
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (!isAll) lines.pop();
  if (lines.length > 1 && lines.every(isValue)) return true;
  return !isAll && /^(?:\{\s*"(?:[^"\\\n]|\\.)*"\s*:|\[\s*[[{"\d-])/.test(text);
}

function isValue(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function isServerMessage(text: string): boolean {
  if (text.length > MESSAGE_MAX_LETTERS) return false;
  return (
    // A status with its words, with or without the protocol before it.
    /^(?:HTTP\/\d(?:\.\d)?\s+)?[1-5]\d\d(?:[\s:.-]+[A-Za-z][^]*)?$/.test(text) ||
    /^(?:error(?: code)?\b|upstream\b|no healthy upstream|default backend|rate limit|(?:page |file |object |blob )?not found|(?:access|permission) (?:to [^]* )?(?:is )?denied|forbidden|unauthori[sz]ed|(?:bad|invalid) (?:gateway|request|token|credentials?)|(?:service (?:is )?(?:temporarily )?)unavailable|internal server error|gateway time-?out|too many requests|request (?:timeout|blocked)|method not allowed|moved (?:permanently|temporarily)|login required|authentication required|jwt|expired token|token (?:is )?expired)/i.test(
      text,
    )
  );
}

function isBase64(text: string): boolean {
  if (/^data:[\w.+/;=-]*;base64,/.test(text)) return true;
  const lines = text.trimEnd().split(/\r?\n/);
  const letters = lines.join('');
  if (letters.length < BASE64_MIN_LETTERS || /^[0-9A-F]+$/i.test(letters)) return false;
  // It may have been cut, too: how many letters there are says nothing.
  return (
    /^(?:[A-Za-z0-9+/]+|[A-Za-z0-9_-]+)={0,2}$/.test(letters) &&
    [/[A-Z]/, /[a-z]/, /\d/].every((kind) => kind.test(letters))
  );
}

/** One path and nothing else; git, tar and zip write it without a line end. */
function isLink(text: string): boolean {
  return text.length <= LINK_MAX_LETTERS && /^[^\s<>"|*?:;,{}()]+$/.test(text) && isPath(text);
}

function isPath(text: string): boolean {
  return text.includes('/') || /^[\w-][\w.-]*\.[A-Za-z][A-Za-z0-9]{1,7}$/.test(text);
}
