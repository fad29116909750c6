import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { settingsOf } from '../../testing/server-world.ts';
import { folderOfTest } from '../../testing/test-resources.ts';
import { settingNames } from '../settings/setting-reader.ts';
import { checkDisks } from './check.ts';
import { readCommand } from './command.ts';
import { helpText } from './help.ts';
import { printConfig } from './print-config.ts';

describe('what is asked for', () => {
  test.each<[string, ReturnType<typeof readCommand>]>([
    ['', { kind: 'serve' }],
    ['--help', { kind: 'help' }],
    ['-h --check', { kind: 'help' }],
    ['--version', { kind: 'version' }],
    ['--check', { kind: 'check' }],
    ['--print-example', { kind: 'print-example' }],
    ['--print-config', { kind: 'print-config' }],
    ['--doctor', { kind: 'doctor', mayPost: false }],
    ['--post --doctor', { kind: 'doctor', mayPost: true }],
  ])('%j', (line, command) => {
    expect(readCommand(line.split(' ').filter(Boolean))).toEqual(command);
  });

  test.each(['--chekc', 'serve', '--check=1', '--post'])('%s is nothing it knows', (line) => {
    expect(readCommand([line]).kind).toBe('unknown');
  });
});

test('the help has every setting, and fits a terminal', () => {
  const text = helpText();
  for (const name of settingNames()) expect(text).toMatch(new RegExp(`^  ${name}( |$)`, 'm'));
  expect(text).not.toContain('`');
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
});

test('the printed settings are every one of them, without secrets', () => {
  const env = {
    PORT: '1234',
    ACCESS_KEY_SECRET: 'CANARY',
    PUBLIC_URL: 'https://a:CANARY@b',
    REDIS_URL: 'redis://:CANARY@c',
  };
  const lines = printConfig(env).trimEnd().split('\n');
  expect(lines).toHaveLength(settingNames().length);
  expect(lines).toContain('PORT=1234');
  expect(lines).toContain('# DRAIN_S=30');
  expect(lines).toContain('ACCESS_KEY_SECRET=**** (6 characters)');
  expect(lines.join()).not.toContain('CANARY');
});

describe('the disk is looked at, and nothing is made', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await folderOfTest();
  });
  const check = (folder: string) => checkDisks(settingsOf({ DATA_DIR: folder }));

  test('a folder that would be made', async () => {
    expect(await check(join(dir, 'a', 'b'))).toEqual([]);
    expect(await check(dir)).toEqual([]);
    expect(await readdir(dir)).toEqual([]);
  });

  test('a file in its place', async () => {
    await writeFile(join(dir, 'a'), '');
    expect((await check(join(dir, 'a'))).join()).toContain('is not a folder');
    expect((await check(join(dir, 'a', 'b'))).join()).toContain('is not a folder');
  });

  test('a folder with something else in it', async () => {
    await writeFile(join(dir, 'thesis.txt'), 'mine');
    expect((await check(dir)).join()).toContain('"thesis.txt"');
    expect(await readdir(dir)).toEqual(['thesis.txt']);
  });

  // Nothing is forbidden to root.
  test.skipIf(process.getuid?.() === 0)('a folder that may not be written', async () => {
    const shut = join(dir, 'shut');
    await mkdir(shut, { mode: 0o500 });
    expect((await check(join(shut, 'a'))).join()).toContain('may not be written');
    await chmod(shut, 0o700);
  });
});
