/** What a cluster that lives as long as a test needs: one monitor, one store of objects in memory, no manager, no keys inside. */
export type Layout = {
  readonly dir: string;
  readonly fsid: string;
  readonly monitorPort: number;
  readonly gatewayPorts: readonly number[];
};

export function gatewayName(index: number): string {
  return `client.rgw.${index}`;
}

export function cephConf({ dir, fsid, monitorPort, gatewayPorts }: Layout): string {
  const gateways = gatewayPorts.map((port, index) => [
    `[${gatewayName(index)}]`,
    `rgw data = ${dir}/rgw.${index}`,
    `rgw frontends = beast endpoint=127.0.0.1:${port}`,
  ]);
  return [
    '[global]',
    `fsid = ${fsid}`,
    `mon host = v2:127.0.0.1:${monitorPort}/0`,
    'public addr = 127.0.0.1',
    'cluster addr = 127.0.0.1',
    'auth cluster required = none',
    'auth service required = none',
    'auth client required = none',
    'ms mon client mode = crc',
    `run dir = ${dir}`,
    `admin socket = ${dir}/$name.$pid.sock`,
    `pid file = ${dir}/$name.pid`,
    `log file = ${dir}/$name.log`,
    `keyring = ${dir}/keyring`,
    `mon data = ${dir}/mon`,
    'mon data avail crit = 0',
    'mon data avail warn = 0',
    'paxos propose interval = 0.02',
    'paxos min wait = 0.01',
    `osd data = ${dir}/osd`,
    'osd objectstore = memstore',
    'osd crush chooseleaf type = 0',
    'osd pool default size = 1',
    'osd pool default min size = 1',
    'osd pool default pg num = 1',
    'osd pool default pgp num = 1',
    ...gateways.flat(),
    '',
  ].join('\n');
}
