import { expect, test } from 'vitest';
import { percentEncode, signRpc, stringToSign, type RpcMethod } from './rpc-signature.ts';

const regions = {
  AccessKeyId: 'testid',
  Action: 'DescribeRegions',
  Format: 'XML',
  SignatureMethod: 'HMAC-SHA1',
  SignatureNonce: '3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf',
  SignatureVersion: '1.0',
  Timestamp: '2016-02-23T12:46:24Z',
  Version: '2014-05-26',
};
const ticketFor = (FileSuffix: string) => ({
  FileSuffix,
  AccessKeyId: 'testid',
  Action: 'GenerateOTAUploadURL',
  SignatureMethod: 'HMAC-SHA1',
  SignatureNonce: '9e6189124f5a4716ad2de849467be7c0',
  Timestamp: '2024-11-19T09:47:43Z',
});

test('the text of a GET that is signed is as in the published example', () => {
  expect(stringToSign('GET', regions)).toBe(
    'GET&%2F&AccessKeyId%3Dtestid%26Action%3DDescribeRegions%26Format%3DXML%26SignatureMethod%3DHMAC-SHA1%26SignatureNonce%3D3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf%26SignatureVersion%3D1.0%26Timestamp%3D2016-02-23T12%253A46%253A24Z%26Version%3D2014-05-26',
  );
});

test.each<[string, RpcMethod, Record<string, string>, string]>([
  ['A1: a GET', 'GET', regions, 'OLeaidS1JvxuMvnyHOwuJ+uX5qY='],
  ['A2: a POST', 'POST', regions, 'MxbnVAM4w6sft9xjVpe/GCKueuk='],
  ['A3: bin', 'GET', ticketFor('bin'), '+xoD67BYCW0uc1Y12NJp7gQ0iLw='],
  ['A3: tar.gz', 'GET', ticketFor('tar.gz'), 'ObhPt6x9UMcH4GpZ3GWQ36UrlPs='],
  [
    'a Signature is not signed',
    'GET',
    { ...regions, Signature: 'x' },
    'OLeaidS1JvxuMvnyHOwuJ+uX5qY=',
  ],
])('%s: signed as in the published example', async (_, method, parameters, signature) => {
  expect(await signRpc('testsecret', method, parameters)).toBe(signature);
});

test('encoding keeps only the unreserved characters of RFC 3986', () => {
  expect(percentEncode("aZ0-_.~ *'()!+/=&固件")).toBe(
    'aZ0-_.~%20%2A%27%28%29%21%2B%2F%3D%26%E5%9B%BA%E4%BB%B6',
  );
});
