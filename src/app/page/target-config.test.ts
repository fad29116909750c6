import { expect, test } from 'vitest';
import * as v from 'valibot';
import { PageConfigSchema } from '../../contract/page-config.ts';
import { configOfTarget } from './target-config.ts';

const look = { color: '#2563eb', production: false, askFirst: false };
const CONFIG = v.parse(PageConfigSchema, {
  firmwareEndpoint: 'api/firmware',
  cloud: 'tuya',
  targets: [
    { id: 'cloud', label: 'Cloud', cloud: 'alibaba', platformDialect: 'alibaba', ...look },
    { id: 'own', label: 'Own bucket', cloud: 'bucket', ...look },
  ],
});

test('packages are made where the target has a platform', () => {
  expect(configOfTarget(CONFIG, 'cloud')).toMatchObject({
    firmwareEndpoint: 'api/firmware',
    platformDialect: 'alibaba',
  });
  expect(configOfTarget(CONFIG, 'own').firmwareEndpoint).toBe(undefined);
});

test('a target that is not there any more has the settings of the usual one', () => {
  expect(configOfTarget(CONFIG, 'gone')).toEqual(CONFIG);
});
