import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { goalList } from './goal.ts';
import type { Section } from './section.ts';

const HEAD = `# What \`npm run bench\` measured

Each section is what one command printed, on one machine, at one time: compare lines within a section, never between two. What
the columns mean is in [README.md](README.md).
`;

export function sectionText({ title, command, body, goals }: Section, about: string): string {
  const parts = [
    `## ${title}`,
    `\`${command}\``,
    about,
    body,
    ...(goals.length > 0 ? [goalList(goals)] : []),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** Puts a section in the place of the one of the same title, or at the end. */
export function keepSection(path: string, title: string, text: string): void {
  const old = existsSync(path) ? readFileSync(path, 'utf8') : HEAD;
  const [head = HEAD, ...sections] = old.split(/^(?=## )/m);
  const at = sections.findIndex((section) => section.startsWith(`## ${title}\n`));
  if (at === -1) sections.push(text);
  else sections[at] = text;
  writeFileSync(path, `${[head, ...sections].map((part) => part.trimEnd()).join('\n\n')}\n`);
}
