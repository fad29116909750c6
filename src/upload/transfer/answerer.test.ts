import { describe, expect, test } from 'vitest';
import { answererOf, answererOfForm, wantsSignIn } from './answerer.ts';

const refusal = (code: string) => JSON.stringify({ success: false, code, errorMessage: 'No' });
const PAGE = '<!doctype html><title>Sign in</title>';

describe('a call that takes JSON', () => {
  test.each([
    ['our server without a session', 401, refusal('OtaDrop.SignInRequired'), 'yes'],
    ['our server with a wrong password', 401, refusal('OtaDrop.WrongSignIn'), 'yes'],
    ['another backend', 401, refusal('Unauthorized'), 'yes'],
    ['a platform whose key is wrong', 401, refusal('InvalidAccessKeyId'), 'no'],
    ['our server that refuses the page', 403, refusal('OtaDrop.Forbidden'), 'no'],
    ['our server, well', 200, '{"success":true,"code":"","data":{}}', 'no'],
    ['a proxy that says 401 in words', 401, 'Unauthorized', 'yes'],
    ['a redirect that was not followed', 302, '', 'yes'],
    ['a firewall, or a proxy', 403, PAGE, 'perhaps'],
    ['a page in place of JSON', 200, PAGE, 'perhaps'],
    ['half a JSON', 200, '{"success":tr', 'no'],
    ['a gateway alone', 502, PAGE, 'no'],
  ] as const)('%s: %d', (_, status, text, wanted) => {
    expect(wantsSignIn(answererOf({ status, text }), status)).toBe(wanted);
  });
});

describe('a form that our server hands on is answered by', () => {
  test.each([
    ['the store that took it', 204, '', null, 'store'],
    ['the store with a document', 201, '<?xml version="1.0"?><PostResponse/>', null, 'store'],
    ['the store that refuses', 403, '<Error><Code>AccessDenied</Code></Error>', null, 'store'],
    ['a store with a request id and words of its own', 503, 'busy', 'id', 'store'],
    ['our server', 401, refusal('OtaDrop.SignInRequired'), null, 'server'],
    ['a sign-in page', 200, PAGE, null, 'in-between'],
    ['a proxy with nothing to say', 401, '', null, 'in-between'],
    ['a gateway', 502, '<html>', null, 'in-between'],
  ] as const)('%s: %d', (_, status, text, requestId, kind) => {
    expect(answererOfForm({ status, text }, requestId).kind).toBe(kind);
  });
});
