import { describe, expect, test } from 'vitest';
import { localAccess } from './local-network.ts';

/** A browser that knows these permissions, and throws for all others. */
function browser(states: Readonly<Record<string, PermissionState>>) {
  return async (name: string): Promise<PermissionState> => {
    const state = states[name];
    if (state === undefined) throw new TypeError(`${name} is no permission`);
    return state;
  };
}

const PUBLIC_PAGE = { origin: 'https://203.0.113.9', isSecure: true };
const LOOPBACK_DENIED = { 'loopback-network': 'denied', 'local-network': 'granted' } as const;
const LOCAL_DENIED = { 'loopback-network': 'granted', 'local-network': 'denied' } as const;
const UNASKED = { 'loopback-network': 'prompt', 'local-network': 'prompt' } as const;

describe('a page from far away', () => {
  test.each([
    ['http://127.0.0.1:8081', LOOPBACK_DENIED, 'denied'],
    ['http://localhost:8081', LOOPBACK_DENIED, 'denied'],
    ['http://[::1]:8081', LOOPBACK_DENIED, 'denied'],
    ['http://127.0.0.1:8081', LOCAL_DENIED, 'free'],
    ['http://127.0.0.1:8081', UNASKED, 'prompt'],
    ['http://192.168.1.7', LOCAL_DENIED, 'denied'],
    ['http://172.16.0.1', LOCAL_DENIED, 'denied'],
    ['http://10.0.0.1', LOCAL_DENIED, 'denied'],
    ['http://[fd12::1]', LOCAL_DENIED, 'denied'],
    ['http://[fe80::1]', LOCAL_DENIED, 'denied'],
    ['http://store.local', LOCAL_DENIED, 'denied'],
    ['http://192.168.1.7', LOOPBACK_DENIED, 'free'],
    ['http://192.168.1.7', UNASKED, 'prompt'],
    // A name may lead to either; that the user was not asked yet says nothing about it.
    ['https://store.example', LOCAL_DENIED, 'denied'],
    ['https://store.example', LOOPBACK_DENIED, 'denied'],
    ['https://store.example', UNASKED, 'free'],
    // Names, although they begin like addresses.
    ['https://10.store.example', UNASKED, 'free'],
    ['https://127.store.example', UNASKED, 'free'],
    ['https://192.168.store.example', UNASKED, 'free'],
    ['https://198.51.100.7', LOCAL_DENIED, 'free'],
    ['http://172.32.0.1', LOCAL_DENIED, 'free'],
  ] as const)('to %s with %j: %s', async (store, states, expected) => {
    expect(await localAccess(store, PUBLIC_PAGE, browser(states))).toBe(expected);
  });

  test('in a release that knows the earlier name alone', async () => {
    const earlier = browser({ 'local-network-access': 'denied' });
    expect(await localAccess('http://127.0.0.1', PUBLIC_PAGE, earlier)).toBe('denied');
    expect(await localAccess('http://10.1.1.1', PUBLIC_PAGE, earlier)).toBe('denied');
  });

  test('in a browser without the permission', async () => {
    expect(await localAccess('http://127.0.0.1', PUBLIC_PAGE, browser({}))).toBe('free');
  });
});

describe('needs no permission', () => {
  test.each([
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8081'],
    ['http://localhost:8080', 'http://192.168.1.7'],
    ['http://192.168.1.2', 'http://192.168.1.7'],
    ['http://192.168.1.2', 'https://store.example'],
  ])('from %s to %s', async (page, store) => {
    const refusing = browser({ 'loopback-network': 'denied', 'local-network': 'denied' });
    expect(await localAccess(store, { origin: page, isSecure: true }, refusing)).toBe('free');
  });

  test('from a page by plain http the permissions say nothing', async () => {
    const page = { origin: 'http://ota.example', isSecure: false };
    const refusing = browser({ 'loopback-network': 'denied', 'local-network': 'denied' });
    expect(await localAccess('http://192.168.1.7', page, refusing)).toBe('free');
  });
});
