import { runCommand } from './run-command.ts';

const print = (line: string) => process.stdout.write(`${line}\n`);

// The engine tells mistakes of its own to the browser's console.
Object.assign(globalThis, { reportError: (error: unknown) => print(String(error)) });

process.exitCode = await runCommand(process.argv.slice(2), print);
