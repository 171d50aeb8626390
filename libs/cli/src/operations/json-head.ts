const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN, CLOSE] = [new Set(Buffer.from('[{')), new Set(Buffer.from(']}'))];

/**
 * The elements of an array of JSON that stand whole in its first bytes, as an array; undefined where it is no array, or
 * its first element is longer.
 */
export function wholeElements(head: Buffer): Buffer | undefined {
  const start = head.indexOf('[');
  if (
    start < 0 ||
    head
      .toString('utf8', 0, start)
      .replace(/^\ufeff/, '')
      .trim() !== ''
  )
    return undefined;
  let [depth, end, quoted] = [0, -1, false];
  for (let at = start; at < head.length; at += 1) {
    const byte = head[at] ?? 0;
    if (quoted) {
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) quoted = false;
    } else if (byte === QUOTE) quoted = true;
    else if (OPEN.has(byte)) depth += 1;
    else if (CLOSE.has(byte)) depth -= 1;
    else if (byte === COMMA && depth === 1) end = at;
  }
  return end < 0 ? undefined : Buffer.concat([head.subarray(start, end), Buffer.from(']')]);
}
