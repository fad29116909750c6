import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('../server/hash-password.mjs', import.meta.url));

/** What `npm run hash-password` prints for a user. */
export function userLine(name: string, password: string): string {
  const input = `${name}\n${password}\n`;
  return execFileSync(process.execPath, [SCRIPT], {
    input,
    stdio: ['pipe', 'pipe', 'ignore'],
    encoding: 'utf8',
  }).trim();
}
