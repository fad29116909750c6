import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright';
import * as v from 'valibot';
import { findUsersBrowser, SANDBOX_ARGS } from '../../support/browser/find-browser.mjs';

/** What the numbers were measured with: cores, memory, browser, Node and the peers. */
export async function describeMachine(bench: string): Promise<string> {
  const memory = `${Math.round(totalmem() / 1024 ** 3)} GiB`;
  const browser = await chromium.launch({ ...findUsersBrowser(), args: [...SANDBOX_ARGS] });
  const version = browser.version();
  await browser.close();
  const [first] = cpus();
  const host = [`${cpus().length} cores`, first?.model.trim() || process.arch, memory].join(', ');
  return `${host}; ${process.platform}, Chromium ${version}, Node ${process.versions.node}; ${peers(bench)}`;
}

const PackageSchema = v.object({ dependencies: v.record(v.string(), v.string()) });

function peers(bench: string): string {
  const text: unknown = JSON.parse(readFileSync(join(bench, 'package.json'), 'utf8'));
  const { dependencies } = v.parse(PackageSchema, text);
  return Object.entries(dependencies)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');
}

/** The commit that a folder is of, short; words when it is of none. */
export function commitOf(dir: string): string {
  try {
    const answer = execFileSync('git', ['-C', dir, 'rev-parse', '--short', 'HEAD'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return answer.toString().trim();
  } catch {
    return '(no commit)';
  }
}
