import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright/test';
import { toldText } from '../../src/contract/legible-text.ts';
import type { FaultyCloud } from '../support/cloud/faulty-cloud.ts';
import type { FirmwareFiles } from '../../src/testing/firmware-files.ts';
import { choose, uploads } from '../support/ota-drop.ts';
import { countTickets } from './evidence.ts';
import type { Gateway } from '../support/proxy/gateway.ts';
import { hostileHosts, hostileKeys, hostileUrls } from './hostile-addresses.ts';
import type { Mood } from '../support/cloud/live-cloud.ts';
import { expect, expectFailed, expectProved } from './fixtures.ts';
import {
  expectNothingSent,
  NOT_SENT,
  takeAway,
  test,
  ticketCall,
  TICKETS,
  type Data,
} from './ticket-fixtures.ts';

/** A ticket that came, and is none, or leads to where no firmware may go. */

test.describe('a ticket', () => {
  /** Changes every ticket on its way to the page, which has to look for itself: not every backend is ours. */
  function changeTickets(gateway: Gateway, change: (data: Data, nth: number) => Data): void {
    gateway.play(TICKETS, async (pass, nth) => {
      const envelope: { data: Data } = await (await pass()).json();
      return Response.json({ ...envelope, data: change(envelope.data, nth) });
    });
  }

  /** A platform whose tickets are changed before our server sees them. */
  function changing(change: (data: Data, nth: number) => Data): Mood {
    return async (answer, nth) => {
      const envelope: { data: Data } = await (await answer()).json();
      return Response.json({ ...envelope, data: change(envelope.data, nth) });
    };
  }

  test('T05 · that lacks something, or whose policy cannot be read, is asked for once more, and what it lacks is named', async ({
    page,
    startCloud,
    putBefore,
    files,
  }) => {
    // Some thirty uploads, one after the other.
    test.setTimeout(180_000);
    const cloud = await startCloud();
    const gateway = await putBefore(cloud);
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    const fields =
      'firmwareUrl host key OSSAccessKeyId objectStorage policy signature utcCreate'.split(' ');
    const changes: readonly Readonly<Record<string, unknown>>[] = [
      ...fields.flatMap((name) => [{ [name]: undefined }, { [name]: '' }, { [name]: 7 }]),
      { utcCreate: 'today' },
      ...[
        '%%%',
        base64('{"expiration":'),
        base64('"policy"'),
        base64('{"conditions":[]}'),
        base64('{"expiration":"soon","conditions":[]}'),
        base64('{"expiration":"2100-01-01T00:00:00.000Z","conditions":"none"}'),
      ].map((policy) => ({ policy })),
    ];
    const tickets = countTickets(page);
    await page.goto(gateway.url);
    const row = uploads(page);
    for (const changed of changes) {
      await test.step(JSON.stringify(changed), async () => {
        const before = tickets.asked;
        changeTickets(gateway, (data) => ({ ...data, ...changed }));
        await choose(page, files.gz);
        const title = 'The upload server sent something unexpected';
        await expectFailed(
          row,
          { kind: 'ticket-malformed', code: 'T05', title, stored: NOT_SENT },
          'retry',
        );
        await expect(row.getByTestId('failure')).toContainText(`data.${Object.keys(changed)[0]}`);
        expect(tickets.asked - before).toBe(2);
        await takeAway(row);
      });
    }
    await expectNothingSent(cloud);
  });

  test('T05 · that lacks something the first time only is not worth a word', async ({
    page,
    startCloud,
    putBefore,
    files,
  }) => {
    const cloud = await startCloud();
    const gateway = await putBefore(cloud);
    changeTickets(gateway, (data, nth) => (nth === 1 ? { ...data, policy: undefined } : data));
    await page.goto(gateway.url);
    await choose(page, files.gz);
    await expectProved(page, cloud, await readFile(files.gz));
    await expect(uploads(page)).toHaveAttribute('data-attempt', '2');
  });

  test('T05 · that comes from the platform without a field is not passed on', async ({
    page,
    startLive,
    files,
  }) => {
    const cloud = await startLive({
      mood: changing((data) => ({ ...data, signature: undefined })),
    });
    await page.goto(cloud.url);
    await choose(page, files.gz);
    const row = uploads(page);
    await expectFailed(
      row,
      {
        kind: 'ticket-refused',
        code: 'T05',
        title: 'The cloud sent an answer nobody can read',
        stored: NOT_SENT,
      },
      'retry',
    );
    await expect(row.getByTestId('failure')).toContainText('data.signature');
    expect(cloud.calls).toHaveLength(2);
    await expectNothingSent(cloud);
    cloud.mood = (answer) => answer();
    await row.getByTestId('retry').click();
    await expectProved(page, cloud, await readFile(files.gz));
  });

  type Setting = {
    readonly page: Page;
    readonly files: FirmwareFiles;
    readonly cloud: FaultyCloud;
    readonly gateway: Gateway;
  };

  /**
   * As many files as there are bad tickets, at once; each is refused in words, and nobody but our server hears of them.
   * @param changes each upload gets a ticket with the next one
   * @param sentences what the rows have to say, in whatever order
   */
  async function expectUntrusted(
    { page, files, cloud, gateway }: Setting,
    code: 'T18' | 'T19' | 'T20',
    changes: readonly ((data: Data) => Data)[],
    sentences: readonly string[],
  ): Promise<void> {
    const paths = changes.map((_, index) => join(files.dir, `untrusted-${index}.gz`));
    await Promise.all(paths.map((path) => copyFile(files.gz, path)));
    changeTickets(gateway, (data, nth) => changes[nth - 1]?.(data) ?? data);
    const elsewhere: string[] = [];
    page.on('request', (request) => {
      if (new URL(request.url()).origin !== gateway.url) elsewhere.push(request.url());
    });
    const tickets = countTickets(page);
    await page.goto(gateway.url);
    await choose(page, ...paths);
    await expect(page.locator('[data-testid=upload][data-status=failed]')).toHaveCount(
      paths.length,
      { timeout: 30_000 },
    );
    const shown = await page.getByTestId('failure').evaluateAll((notes) =>
      notes.map((note) => ({
        kind: note.getAttribute('data-failure'),
        code: note.getAttribute('data-code'),
        sentence: note.querySelector('p')?.textContent.replace(/^untrusted-\d+\.gz: /, ''),
      })),
    );
    const expected = sentences.map((sentence) => ({
      kind: 'address-untrusted',
      code: `FW-${code}`,
      sentence: `${sentence} ${NOT_SENT}`,
    }));
    const inOrder = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).toSorted();
    expect(inOrder(shown)).toEqual(inOrder(expected));
    await expect(page.getByTestId('retry')).toHaveCount(paths.length);
    await expect(page.getByTestId('firmware-url')).toHaveCount(0);
    // Not repeated either: another ticket of the same kind would be no better.
    expect(tickets.asked).toBe(paths.length);
    expect(elsewhere).toEqual([]);
    await expectNothingSent(cloud);

    gateway.play(TICKETS, undefined);
    await uploads(page).first().getByTestId('retry').click();
    await expectProved(page, cloud, await readFile(files.gz), uploads(page).first());
  }

  test('T18 · for another kind of storage is not used', async ({
    page,
    startCloud,
    putBefore,
    files,
  }) => {
    const cloud = await startCloud();
    const gateway = await putBefore(cloud);
    const types = ['S3', 'COS', 'oss', 'OSS ', 'ＯＳＳ', '<b>OSS</b>'];
    await expectUntrusted(
      { page, files, cloud, gateway },
      'T18',
      types.map((objectStorage) => (data) => ({ ...data, objectStorage })),
      types.map(
        (type) =>
          `This type of storage isn’t supported The ticket names “${type}”; this version uploads to OSS only. Tell your administrator.`,
      ),
    );
  });

  test('T19 · for a host that is not on the list, however alike, sends nothing', async ({
    page,
    startCloud,
    putBefore,
    files,
  }) => {
    const cloud = await startCloud();
    const gateway = await putBefore(cloud);
    const hosts = hostileHosts(cloud.cloudUrl);
    await expectUntrusted(
      { page, files, cloud, gateway },
      'T19',
      hosts.map((host) => (data) => ({
        ...data,
        host,
        firmwareUrl: `${host}/${data.key}`,
      })),
      hosts.map(
        (host) =>
          `This upload address isn’t trusted Host: ${toldText(host)}. Report it to your administrator; if it is yours, it belongs in STORE_HOSTS.`,
      ),
    );
  });

  test('T19 · without a list, goes to an exact https origin and to nothing else', async ({
    page,
    startCloud,
    putBefore,
    files,
  }) => {
    const cloud = await startCloud();
    const gateway = await putBefore(cloud);
    gateway.play('/config.json', async (pass) => {
      const { storeHosts: _, ...rest }: Data = await (await pass()).json();
      return Response.json(rest);
    });
    const hosts = hostileHosts(cloud.cloudUrl).filter(
      (host) => !URL.canParse(host) || new URL(host).origin !== host || host.startsWith('http:'),
    );
    expect(hosts.length).toBeGreaterThan(40);
    const changes = hosts.map((host) => (data: Data) => ({
      ...data,
      host,
      firmwareUrl: `${host}/${data.key}`,
    }));
    changeTickets(gateway, (data, nth) => changes[nth - 1]?.(data) ?? data);
    const paths = hosts.map((_, index) => join(files.dir, `unlisted-${index}.gz`));
    await Promise.all(paths.map((path) => copyFile(files.gz, path)));
    await page.goto(gateway.url);
    await choose(page, ...paths);
    const refused = page.locator('[data-failure=address-untrusted][data-code=FW-T19]');
    await expect(refused).toHaveCount(paths.length, { timeout: 30_000 });
    await expectNothingSent(cloud);
  });

  test('T20 · for a name that leads elsewhere sends nothing', async ({
    page,
    startCloud,
    putBefore,
    files,
  }) => {
    const cloud = await startCloud();
    const gateway = await putBefore(cloud);
    await expectUntrusted(
      { page, files, cloud, gateway },
      'T20',
      hostileKeys.map((key) => (data) => ({
        ...data,
        key,
        firmwareUrl: `${data.host}/${key}`,
      })),
      hostileKeys.map(
        (key) =>
          `This upload address isn’t trusted The object name in the ticket is not a safe one: ${toldText(key)}. Report it to your administrator.`,
      ),
    );
  });

  test('T20 · for a name that its own policy does not allow sends nothing', async ({
    page,
    startCloud,
    putBefore,
    files,
  }) => {
    const cloud = await startCloud();
    const gateway = await putBefore(cloud);
    const keys = ['elsewhere/firmware.bin', 'ota/firmware.bin', 'OTA/firmware/x.bin', 'firmware'];
    await expectUntrusted(
      { page, files, cloud, gateway },
      'T20',
      keys.map((key) => (data) => ({ ...data, key, firmwareUrl: `${data.host}/${key}` })),
      keys.map(
        (key) =>
          `This upload address isn’t trusted The object name in the ticket is not a safe one: ${key}. Report it to your administrator.`,
      ),
    );
  });

  test('T20 · whose address is not its host and its name sends nothing', async ({
    page,
    startCloud,
    putBefore,
    files,
  }) => {
    const cloud = await startCloud();
    const gateway = await putBefore(cloud);
    // The name is the platform's to make up: a fixed one lets the sentences be known.
    const key = 'ota/firmware/fixed.bin';
    const urls = hostileUrls(cloud.cloudUrl, key);
    await expectUntrusted(
      { page, files, cloud, gateway },
      'T20',
      urls.map((firmwareUrl) => (data) => ({ ...data, key, firmwareUrl })),
      urls.map(
        (url) =>
          `This upload address isn’t trusted The firmwareUrl in the ticket does not match its host and key: ${toldText(url)}. Report it to your administrator.`,
      ),
    );
  });

  for (const { row, what, title, told, change } of [
    {
      row: 'T18',
      what: 'of another kind',
      title: 'This type of storage isn’t supported',
      told: 'a storage of type S3',
      change: (data: Data): Data => ({ ...data, objectStorage: 'S3' }),
    },
    {
      row: 'T19',
      what: 'that is not on its list',
      title:
        'The cloud named a storage host that isn’t trusted If the host in the message below is yours, an administrator adds it to STORE_HOSTS on the server.',
      told: 'https://bucket.oss-cn-shanghai.aliyuncs.com.evil.example',
      change: (data: Data): Data => {
        const host = 'https://bucket.oss-cn-shanghai.aliyuncs.com.evil.example';
        return { ...data, host, firmwareUrl: `${host}/${data.key}` };
      },
    },
    {
      row: 'T20',
      what: 'under a name that leads elsewhere',
      title: 'This upload address isn’t trusted',
      told: 'ota/../../firmware.bin',
      change: (data: Data): Data => {
        const key = 'ota/../../firmware.bin';
        return { ...data, key, firmwareUrl: `${data.host}/${key}` };
      },
    },
    {
      row: 'T20',
      what: 'whose address does not fit',
      title: 'This upload address isn’t trusted',
      told: 'https://evil.example/firmware.bin',
      change: (data: Data): Data => ({ ...data, firmwareUrl: 'https://evil.example/firmware.bin' }),
    },
  ]) {
    test(`${row} · for a store ${what} is not passed on by our server`, async ({
      page,
      startLive,
      files,
    }) => {
      const cloud = await startLive({ mood: changing(change) });
      await page.goto(cloud.url);
      await choose(page, files.gz);
      await expectFailed(
        uploads(page),
        { kind: 'ticket-refused', code: row, title, stored: NOT_SENT },
        'retry',
      );
      await expect(page.getByTestId('failure')).toContainText(told);
      await expect(page.getByTestId('failure')).toContainText('Nothing was stored');
      expect(cloud.calls).toHaveLength(1);
      await expectNothingSent(cloud);
    });
  }

  test('T19 T20 · for any of a hundred hostile places is not passed on by our server', async ({
    startLive,
  }) => {
    const cloud = await startLive();
    const ask = async (change: (data: Data) => Data) => {
      cloud.mood = changing(change);
      const response = await fetch(`${cloud.url}${TICKETS}`, ticketCall('bin'));
      const text = await response.text();
      return [response.status, text.includes('"signature"'), text.includes('"policy"')];
    };
    const key = 'ota/firmware/fixed.bin';
    const changes: readonly ((data: Data) => Data)[] = [
      ...hostileHosts(cloud.cloudUrl).map((host) => (data: Data) => ({
        ...data,
        host,
        firmwareUrl: `${host}/${data.key}`,
      })),
      ...hostileKeys.map((name) => (data: Data) => ({
        ...data,
        key: name,
        firmwareUrl: `${data.host}/${name}`,
      })),
      ...hostileUrls(cloud.cloudUrl, key).map((firmwareUrl) => (data: Data) => ({
        ...data,
        key,
        firmwareUrl,
      })),
    ];
    expect(changes.length).toBeGreaterThan(100);
    for (const change of changes) {
      expect([change({ host: 'HOST', key: 'KEY' }), ...(await ask(change))]).toEqual([
        change({ host: 'HOST', key: 'KEY' }),
        502,
        false,
        false,
      ]);
    }
    expect(cloud.calls).toHaveLength(changes.length);
  });
});
