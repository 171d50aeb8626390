/** JSON pointers (RFC 6901). */

const ESCAPED = /[~/]/;

/** The pointer of a member or element of `parent`. */
export function pointerTo(parent: string, key: string | number): string {
  if (typeof key === 'number' || !ESCAPED.test(key)) return `${parent}/${key}`;
  return `${parent}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** The unescaped segments of a pointer; none for the root. */
export function pointerSegments(pointer: string): string[] {
  if (pointer === '') return [];
  return pointer
    .slice(1)
    .split('/')
    .map((segment) => (segment.includes('~') ? segment.replaceAll('~1', '/').replaceAll('~0', '~') : segment));
}
