import type { CaseResult, Row } from '../bench';

/** A case as Markdown. */
export function caseText({ title, rows, notes }: CaseResult, stamp: string): string {
  const head = '| what | command | wall | CPU | peak memory | goal |\n|---|---|---:|---:|---:|---|';
  return [`### ${title}`, '', `${stamp}`, '', head, ...rows.map(line), ...notes.flatMap((note) => ['', note])].join(
    '\n',
  );
}

function line({ what, command, wall, cpu, rss, goal }: Row): string {
  const wanted = goal ? `${goal.text}, ${verdict(goal)}` : '';
  return `| ${what} | \`${command}\` | ${wall.toFixed(2)} s | ${cpu.toFixed(2)} s | ${rss.toFixed(0)} MiB | ${wanted} |`;
}

function verdict({ met, busy }: NonNullable<Row['goal']>): string {
  const beside = busy ? ' on a machine that did other work besides' : '';
  return met ? 'met' : `**missed**${beside}`;
}
