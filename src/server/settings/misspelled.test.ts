import { expect, test } from 'vitest';
import { findMisspelled } from './misspelled.ts';
import { settingNames } from './setting-reader.ts';

test.each([
  ['PROT', 'PORT'],
  ['STORE_HOST', 'STORE_HOSTS'],
  ['HOSTS', 'HOST'],
  ['DATADIR', 'DATA_DIR'],
  ['PUBLIC_ULR', 'PUBLIC_URL'],
  ['ACCESS_KEY_SECRECT', 'ACCESS_KEY_SECRET'],
  ['ACCES_KEY_ID', 'ACCESS_KEY_ID'],
  ['TICKET_LIFES', 'TICKET_LIFE_S'],
  ['port', 'PORT'],
])('%s is reported, %s was meant', (name, meant) => {
  expect(findMisspelled({ [name]: 'x' })).toEqual([{ name, meant }]);
});

test('what is set on every machine, and settings themselves, are not', () => {
  const usual =
    'HOME HOSTNAME HOSTTYPE PATH PWD USER LANG SHELL TERM TMPDIR LOGNAME MAIL NODE_ENV CI EDITOR SHLVL OLDPWD';
  const cloud =
    'AWS_REGION REGION CLOUD_SDK_VERSION DISPLAY XDG_DATA_DIRS npm_config_port KUBERNETES_PORT POD_IP PORTAL';
  const names = [...usual.split(' '), ...cloud.split(' '), ...settingNames()];
  expect(findMisspelled(Object.fromEntries(names.map((name) => [name, '1'])))).toEqual([]);
  expect(
    findMisspelled(process.env).filter(({ name }) => !/^.?(?:PORT|HOST).?$/i.test(name)),
  ).toEqual([]);
});
