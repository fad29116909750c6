import { execSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

// `npm start`: builds when nothing is built yet, then becomes the server, in this very process, so that signals reach it.
const root = fileURLToPath(new URL('../..', import.meta.url));
const built = ['dist/server/main.js', 'dist/client/index.html'].map((path) => join(root, path));

readEnvironmentFile(join(root, '.env'));
if (!built.every((path) => existsSync(path))) {
  console.log('Building OTA Drop, once...');
  execSync('npm run build --silent', { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
} else if (newest(join(root, 'src')) > Math.min(...built.map((path) => statSync(path).mtimeMs))) {
  // Not built by itself: where only dist was meant to run, there may be nothing to build with.
  console.log('Note: src is newer than what is built. `npm run build` builds it again.');
}
if (process.env['npm_lifecycle_event'] === 'start') stopWithNpm();
await import(new URL('../../dist/server/main.js', import.meta.url).href);

// npm passes SIGTERM to its shell, and the shell ends without passing it on: the server would stay behind, ports and all.
function stopWithNpm() {
  const shell = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 250);
  watch.unref();
}

/**
 * As `node --env-file` does: what the environment sets already is left as it is.
 * @param {string} path
 */
function readEnvironmentFile(path) {
  if (!existsSync(path)) return;
  try {
    process.loadEnvFile(path);
  } catch (error) {
    console.error(
      `OTA Drop cannot start. The settings in ${path} cannot be read: ${String(error)}.`,
    );
    process.exit(78);
  }
}

/** @param {string} dir */
function newest(dir) {
  const files = readdirSync(dir, { recursive: true, withFileTypes: true });
  return Math.max(...files.map((file) => statSync(join(file.parentPath, file.name)).mtimeMs));
}
