/** Puts a case's text between its markers; the rest of the document stays. Throws where the markers are missing. */
export function withSection(document: string, name: string, section: string): string {
  const [from, to] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`];
  const [start, end] = [document.indexOf(from), document.indexOf(to)];
  if (start < 0 || end < start) throw new Error(`the document has no ${from} … ${to}`);
  return `${document.slice(0, start + from.length)}\n${section}\n${document.slice(end)}`;
}
