import { existsSync } from 'node:fs';
import { join } from 'node:path';

const PROGRAMS = ['ceph', 'ceph-mon', 'ceph-osd', 'monmaptool', 'radosgw', 'radosgw-admin'];

/** Debian keeps servers out of the path of plain users. @param {string} program */
function findProgram(program) {
  return ['/usr/bin', '/usr/sbin', '/usr/local/bin', '/usr/local/sbin']
    .map((dir) => join(dir, program))
    .find((path) => existsSync(path));
}

export function missingPrograms() {
  return PROGRAMS.filter((program) => findProgram(program) === undefined);
}
