import { describe, expect, test } from 'vitest';
import { percentEncode, signRpc, stringToSign } from './rpc-signature.ts';

const describeRegions = {
  AccessKeyId: 'testid',
  Action: 'DescribeRegions',
  Format: 'XML',
  SignatureMethod: 'HMAC-SHA1',
  SignatureNonce: '3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf',
  SignatureVersion: '1.0',
  Timestamp: '2016-02-23T12:46:24Z',
  Version: '2014-05-26',
};

const tuyaTicket = (FileSuffix: string) => ({
  AccessKeyId: 'testid',
  Action: 'GenerateOTAUploadURL',
  FileSuffix,
  SignatureMethod: 'HMAC-SHA1',
  SignatureNonce: '9e6189124f5a4716ad2de849467be7c0',
  Timestamp: '2024-11-19T09:47:43Z',
});

describe('RPC signature 1.0', () => {
  test('A1: a GET signs as in the published example', async () => {
    expect(stringToSign('GET', describeRegions)).toBe(
      'GET&%2F&AccessKeyId%3Dtestid%26Action%3DDescribeRegions%26Format%3DXML%26SignatureMethod%3DHMAC-SHA1%26SignatureNonce%3D3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf%26SignatureVersion%3D1.0%26Timestamp%3D2016-02-23T12%253A46%253A24Z%26Version%3D2014-05-26',
    );
    expect(await signRpc('testsecret', 'GET', describeRegions)).toBe(
      'OLeaidS1JvxuMvnyHOwuJ+uX5qY=',
    );
  });

  test('A2: the method is part of what is signed', async () => {
    expect(await signRpc('testsecret', 'POST', describeRegions)).toBe(
      'MxbnVAM4w6sft9xjVpe/GCKueuk=',
    );
  });

  test('A3: a ticket call with the parameters of the published curl sample', async () => {
    expect(await signRpc('testsecret', 'GET', tuyaTicket('bin'))).toBe(
      '+xoD67BYCW0uc1Y12NJp7gQ0iLw=',
    );
    expect(await signRpc('testsecret', 'GET', tuyaTicket('tar.gz'))).toBe(
      'ObhPt6x9UMcH4GpZ3GWQ36UrlPs=',
    );
  });

  test('an existing Signature is not part of what is signed', async () => {
    expect(await signRpc('testsecret', 'GET', { ...describeRegions, Signature: 'x' })).toBe(
      'OLeaidS1JvxuMvnyHOwuJ+uX5qY=',
    );
  });

  test('encoding keeps only the unreserved characters of RFC 3986', () => {
    expect(percentEncode("aZ0-_.~ *'()!+/=&固件")).toBe(
      'aZ0-_.~%20%2A%27%28%29%21%2B%2F%3D%26%E5%9B%BA%E4%BB%B6',
    );
  });
});
