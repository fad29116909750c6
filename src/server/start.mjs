import { execSync } from 'node:child_process';
import { existsSync } from 'node:fs';

// `npm start`: builds when nothing is built yet, then becomes the server, in this very process, so that signals reach it.
const built = ['../../dist/server/main.js', '../../dist/client/index.html'];
if (!built.every((path) => existsSync(new URL(path, import.meta.url)))) {
  console.log('Building OTA Drop, once...');
  execSync('npm run build --silent', {
    cwd: new URL('../..', import.meta.url),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
await import(new URL('../../dist/server/main.js', import.meta.url).href);
