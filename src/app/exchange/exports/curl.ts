import { isMasked } from '../../../contract/legible-text.ts';
import type { Exchange, TicketSecrets } from '../../../upload/exchange-event.ts';
import { callsOf, type Call } from './calls.ts';

export type Shell = 'sh' | 'powershell';

/**
 * The latest ticket call and the latest form as curl commands. A value that is masked is a placeholder with the name of its field:
 * `<Signature>`.
 * @param fileName of the user's own file, as it lies on the disk
 * @param secrets real values, where the user has asked to see them
 */
export function curlOf(
  exchange: Exchange,
  fileName: string,
  shell: Shell,
  secrets?: TicketSecrets,
): string {
  const calls = callsOf(exchange);
  const ticket = calls.findLast(({ call }) => call === 'ticket');
  const form = calls.findLast(({ file }) => file !== undefined);
  const commands = [
    ...(ticket === undefined ? [] : [ticketCommand(ticket, shell)]),
    ...(form === undefined ? [] : [formCommand(form, fileName, shell, secrets)]),
  ];
  return commands.map((command) => `${command}\n`).join('\n');
}

function ticketCommand({ url, fields }: Call, shell: Shell): string {
  const body = JSON.stringify(Object.fromEntries(fields));
  const json = quote('content-type: application/json', shell);
  const to = quote(url, shell);
  // Windows PowerShell loses the quotation marks in what it hands to a program, but not in what it pipes to it.
  return shell === 'sh'
    ? lines(shell, [`curl ${to}`, `-H ${json}`, `--data-raw ${quote(body, shell)}`])
    : lines(shell, [`${quote(body, shell)} | curl.exe ${to}`, `-H ${json}`, `--data-binary '@-'`]);
}

function formCommand(
  { url, fields, file, attempt }: Call,
  fileName: string,
  shell: Shell,
  secrets: TicketSecrets | undefined,
): string {
  const real = secrets?.attempt === attempt ? secrets.values : NOTHING;
  const values = fields.map(([name, value]) => {
    const shown = isMasked(value) ? (real.get(name.toLowerCase()) ?? `<${name}>`) : value;
    return `--form-string ${quote(`${name}=${shown}`, shell)}`;
  });
  const sentAs = file === undefined ? '' : `;filename=${file.name}`;
  const last = quote(`file=@${pathOf(fileName)}${sentAs}`, shell);
  const program = shell === 'sh' ? 'curl' : 'curl.exe';
  return lines(shell, [`${program} ${quote(url, shell)}`, ...values, `-F ${last}`]);
}

const NOTHING: ReadonlyMap<string, string> = new Map();

/** In quotation marks of curl's own where it would take a character for the end of the name. */
function pathOf(fileName: string): string {
  return /[;,"]/.test(fileName) ? `"${fileName.replace(/[\\"]/g, String.raw`\$&`)}"` : fileName;
}

/** One argument, whatever is in it. */
function quote(text: string, shell: Shell): string {
  return shell === 'sh'
    ? `'${text.replaceAll("'", String.raw`'\''`)}'`
    : // It takes typographic ones for the same.
      `'${text.replace(/['‘’‚‛]/g, '$&$&')}'`;
}

function lines(shell: Shell, parts: readonly string[]): string {
  return parts.join(shell === 'sh' ? ' \\\n  ' : ' `\n  ');
}
