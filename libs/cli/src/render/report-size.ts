/** A part of a report that is shown whole or not at all. */
export interface Block {
  /** The lower, the sooner it gets its place; 0 always has one. */
  rank: number;
  text: string;
  /** Before it, where it or a later block of its section is shown. */
  title?: string;
  /** `list of rows`: what is said to be left out. */
  what?: string;
}

/** The blocks in their order, without those that have no room in so many characters; what is missing is said at the end. */
export function fitted(blocks: readonly Block[], most: number): string {
  const whole = blocks.map(lines).join('\n\n');
  if (whole.length <= most) return whole;
  const kept = new Set<Block>();
  let room = most - RESERVE;
  for (const block of [...blocks].sort((a, b) => a.rank - b.rank)) {
    const size = lines(block).length + 2;
    if (block.rank > 0 && size > room) continue;
    kept.add(block);
    room -= size;
  }
  const left = new Map<string, number>();
  for (const { what } of blocks.filter((block) => !kept.has(block)))
    if (what !== undefined) left.set(what, (left.get(what) ?? 0) + 1);
  const said = [...left]
    .map(([what, amount]) => `${amount} ${amount === 1 ? what : what.replace(/^\S+/, '$&s')}`)
    .join(', ');
  const texts = blocks.flatMap((block) => (kept.has(block) ? [lines(block)] : block.title ? [block.title] : []));
  return [
    ...texts,
    `> ⚠️ Left out, for the size of a comment: ${said}. \`mesh pr-report --json\` has everything.`,
  ].join('\n\n');
}

/** Characters for the words about what is left out, and for titles of blocks that are. */
const RESERVE = 1000;

function lines({ title, text }: Block): string {
  return title === undefined ? text : `${title}\n\n${text}`;
}
