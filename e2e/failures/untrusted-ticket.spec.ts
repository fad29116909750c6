import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { choose, uploads } from '../support/ota-drop.ts';
import { chooseOne, expectNothingSent, openAndChoose, takeAway, ticketsOf } from './evidence.ts';
import {
  expect,
  expectFailed,
  expectVerified,
  NOT_SENT,
  retryAndExpectVerified,
  test,
} from './fixtures.ts';
import {
  changed,
  hostileHosts,
  hostileKeys,
  hostileTypes,
  hostileUrls,
  TICKETS,
  unsafeKeys,
  type TicketData,
} from './hostile-tickets.ts';

/** A ticket that came, and is none, or leads to where no firmware may go. */

test.use({ pauses: 'none' });

test('T05 what a ticket lacks is named', async ({ page, cloud, gateway, files }) => {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const changes: readonly Readonly<Record<string, unknown>>[] = [
    { host: undefined },
    { signature: '' },
    { OSSAccessKeyId: 7 },
    { utcCreate: 'today' },
    { policy: '%%%' },
    { policy: base64('{"conditions":[]}') },
  ];
  await page.goto(gateway.url);
  for (const change of changes) {
    await test.step(JSON.stringify(change), async () => {
      const before = ticketsOf(page).asked;
      gateway.play(
        TICKETS,
        changed((data) => ({ ...data, ...change })),
      );
      const row = await chooseOne(page, files.gz);
      await expectFailed(row, {
        kind: 'ticket-malformed',
        code: 'T05',
        title: 'The server sent something unexpected',
        stored: NOT_SENT,
        says: `data.${Object.keys(change)[0]}`,
      });
      expect(ticketsOf(page).asked - before).toBe(2);
      await takeAway(row);
    });
  }
  await expectNothingSent(cloud);

  let calls = 0;
  gateway.play(
    TICKETS,
    changed((data) => ((calls += 1) === 1 ? { ...data, policy: undefined } : data)),
  );
  const row = await chooseOne(page, files.gz);
  await expectVerified(cloud, row, files.gz, { attempts: 2 });
});

for (const { code, calls, title, says, change } of [
  {
    code: 'T05',
    calls: 2,
    title: 'The cloud sent an unreadable answer',
    says: 'data.signature',
    change: (data: TicketData) => ({ ...data, signature: undefined }),
  },
  {
    code: 'T18',
    calls: 1,
    title: 'This type of storage isn’t supported',
    says: ['a storage of type COS', 'Nothing was stored'],
    change: (data: TicketData) => ({ ...data, objectStorage: 'COS' }),
  },
  {
    code: 'T19',
    calls: 1,
    title:
      'The cloud named a storage host that isn’t trusted If the host in the message below is yours, an administrator must add it to STORE_HOSTS on the server.',
    says: ['https://evil.example', 'Nothing was stored'],
    change: (data: TicketData) => ({
      ...data,
      host: 'https://evil.example',
      firmwareUrl: `https://evil.example/${data.key}`,
    }),
  },
  {
    code: 'T20',
    calls: 1,
    title: 'This upload address isn’t trusted',
    says: ['https://evil.example/firmware.bin', 'Nothing was stored'],
    change: (data: TicketData) => ({ ...data, firmwareUrl: 'https://evil.example/firmware.bin' }),
  },
]) {
  test(`${code} our server does not pass on such a ticket`, async ({ page, live, files }) => {
    live.answerWith = changed(change);
    const row = await openAndChoose(page, live, files.gz);
    await expectFailed(row, { kind: 'ticket-refused', code, title, stored: NOT_SENT, says });
    expect(live.calls).toHaveLength(calls);
    await expectNothingSent(live);
    live.answerWith = (pass) => pass();
    await retryAndExpectVerified(live, row, files.gz);
  });
}

test('T19 T20 our server passes on none of many hostile tickets', async ({ live }) => {
  const { cloudUrl } = live;
  const all = [...hostileHosts(cloudUrl), ...unsafeKeys(), ...hostileUrls(cloudUrl)];
  for (const { change, says } of all) {
    live.answerWith = changed(change);
    const answer = await fetch(`${live.url}${TICKETS}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"fileSuffix":"bin"}',
    });
    const text = await answer.text();
    expect([says, answer.status, /"(?:signature|policy)"/.test(text)]).toEqual([says, 502, false]);
  }
  expect(live.calls).toHaveLength(all.length);
});

// The page has to look for itself: not every backend is ours.
for (const { code, what, hostile } of [
  { code: 'T18', what: 'another kind of storage', hostile: hostileTypes },
  { code: 'T19', what: 'a host that is not on the list', hostile: hostileHosts },
  { code: 'T20', what: 'a name that leads elsewhere or is not allowed', hostile: hostileKeys },
  { code: 'T20', what: 'an address other than host and name', hostile: hostileUrls },
]) {
  test(`${code} a ticket for ${what} is not used`, async ({ page, cloud, gateway, files }) => {
    const cases = hostile(cloud.cloudUrl);
    // As many files as there are bad tickets, at once: each upload gets the next one.
    const paths = cases.map((_, index) => join(files.dir, `untrusted-${index}.gz`));
    await Promise.all(paths.map((path) => copyFile(files.gz, path)));
    gateway.play(
      TICKETS,
      changed((data, nth) => cases[nth - 1]?.change(data) ?? data),
    );
    const elsewhere: string[] = [];
    page.on('request', (request) => {
      if (new URL(request.url()).origin !== gateway.url) elsewhere.push(request.url());
    });
    await page.goto(gateway.url);
    await choose(page, ...paths);
    const failures = page.locator('[data-status=failed]').getByTestId('failure');
    await expect(failures).toHaveCount(paths.length, { timeout: 30_000 });
    // In short to be seen, in full to be heard: without the file's name.
    const shown = await failures.evaluateAll((notes) =>
      notes.map((note) => {
        const heard = note.querySelector<HTMLElement>('[role=alert]');
        const [, rest] = heard?.textContent.split(heard.title) ?? [];
        const { failure, code } = note.dataset;
        return [failure, code, heard?.title, rest?.trimStart()].join(' ');
      }),
    );
    const expected = cases.map(({ says }) => `address-untrusted FW-${code} ${says} ${NOT_SENT}`);
    expect(shown.toSorted()).toEqual(expected.toSorted());
    await expect(page.getByTestId('firmware-url')).toHaveCount(0);
    // Not repeated either: another ticket of the same kind would be no better.
    expect(ticketsOf(page).asked).toBe(paths.length);
    expect(elsewhere).toEqual([]);
    await expectNothingSent(cloud);

    gateway.play(TICKETS, undefined);
    await retryAndExpectVerified(cloud, uploads(page).first(), files.gz);
  });
}

test('T19 without a list only an https origin will do', async ({ page, cloud, gateway, files }) => {
  gateway.play('/config.json', async (pass) => {
    const { storeHosts: _, ...rest }: Record<string, unknown> = await (await pass()).json();
    return Response.json(rest);
  });
  const hosts = [cloud.cloudUrl, 'https://user@evil.example', 'https://evil.example/bucket'];
  gateway.play(
    TICKETS,
    changed((data, nth) => {
      const host = hosts[nth - 1] ?? '';
      return { ...data, host, firmwareUrl: `${host}/${data.key}` };
    }),
  );
  await page.goto(gateway.url);
  await choose(page, files.gz, files.zip, files.bin);
  const refused = uploads(page).locator('[data-failure=address-untrusted][data-code=FW-T19]');
  await expect(refused).toHaveCount(hosts.length);
  await expectNothingSent(cloud);
});
