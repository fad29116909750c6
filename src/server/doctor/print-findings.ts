import { CHECKS, type Finding } from './finding.ts';

/** For users, without colours: it is also read in logs and mails. */
export function printFindings(findings: readonly Finding[]): string {
  if (findings.length === 0) {
    return 'Nothing is wrong: everything that can be tried from here works.\n';
  }
  const blocks = findings.map(({ check, severity, what, mend, paste, target }) =>
    [
      `${severity === 'fault' ? 'FAULT' : 'warning'}  ${check} (${CHECKS[check]})${target === undefined ? '' : `, target "${target}"`}`,
      `  seen  ${what}`,
      `  mend  ${mend}`,
      ...(paste === undefined ? [] : ['', ...paste.split('\n').map((line) => `    ${line}`)]),
    ].join('\n'),
  );
  const note = findings.some(({ target }) => target !== undefined)
    ? 'A setting of a target stands in TARGETS_FILE, in its "settings".\n'
    : '';
  const faults = findings.filter(({ severity }) => severity === 'fault').length;
  const total = `${counted(faults, 'fault')}, ${counted(findings.length - faults, 'warning')}.`;
  return `${blocks.join('\n\n')}\n\n${total}\n${note}`;
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
