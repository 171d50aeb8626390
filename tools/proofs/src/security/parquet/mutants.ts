import type { Draw } from '../../seeded';
import type { BaseFile } from './base-files';

export interface Mutant {
  /** How it was made. */
  kind: string;
  /** What it was made of: an index into the files. */
  base: number;
  /** Undefined for a folder in place of a file. */
  bytes: Buffer | undefined;
}

const MAGIC = Buffer.from('PAR1');
const ENCRYPTED = Buffer.from('PARE');
const HUGE = [2 ** 31 - 1, 2 ** 32, 2 ** 40, Number.MAX_SAFE_INTEGER, -1];

type Make = (file: BaseFile, draw: Draw, others: readonly BaseFile[]) => Buffer | undefined;

const KINDS: Record<string, Make> = {
  'flips in the footer': (file, draw) => flipped(file, draw, file.footer, file.bytes.length - 8),
  'flips in the pages': (file, draw) => flipped(file, draw, 4, file.footer),
  'flips in the header of a page': (file, draw) => {
    const at = pick(file.pages, draw);
    return flipped(file, draw, at, at + 24);
  },
  'flips anywhere': (file, draw) => flipped(file, draw, 0, file.bytes.length),
  'a footer that says a huge number': (file, draw) => lying(file, draw, file.footer),
  'a page that says a huge number': (file, draw) => {
    const at = pick(file.pages, draw);
    return lying(file, draw, at, at + 24);
  },
  'another length of the footer': (file, draw) => {
    const bytes = Buffer.from(file.bytes);
    const lengths = [
      0,
      1,
      8,
      bytes.length - 12,
      bytes.length,
      0x7fffffff,
      0xffffffff,
      draw(2 ** 32),
      draw(bytes.length),
    ];
    bytes.writeUInt32LE(pick(lengths, draw), bytes.length - 8);
    return bytes;
  },
  truncated: ({ bytes }, draw) => bytes.subarray(0, pick([draw(bytes.length), bytes.length - 1 - draw(16)], draw)),
  'nothing but the end': ({ bytes }, draw) => bytes.subarray(draw(bytes.length)),
  'a few bytes': (_, draw) =>
    pick(['', 'P', 'PAR1', 'PAR1PAR1', 'PAR1\0\0\0\0PAR1', 'PAR1\x04\0\0\0PAR1', '\0'.repeat(4096)].map(latin1), draw),
  'another magic at the end': ({ bytes }, draw) => {
    const magic = otherMagic(draw);
    return Buffer.concat([draw(2) === 0 ? MAGIC : magic, bytes.subarray(4, -4), magic]);
  },
  // Readers go by the end of a file: it is read as if nothing were wrong.
  'another magic at the start': ({ bytes }, draw) => Buffer.concat([otherMagic(draw), bytes.subarray(4)]),
  'the footer of another file': (file, draw, others) => {
    const other = pick(
      others.filter((candidate) => candidate !== file),
      draw,
    );
    return Buffer.concat([file.bytes.subarray(0, file.footer), other.bytes.subarray(other.footer)]);
  },
  'a hole of zeros': ({ bytes }, draw) => Buffer.from(bytes).fill(0, draw(bytes.length), draw(bytes.length)),
  'bytes put in or left out': ({ bytes }, draw) => {
    const at = draw(bytes.length);
    const put = Buffer.from(Array.from({ length: draw(12) }, () => draw(256)));
    return Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + draw(12))]);
  },
  noise: (_, draw) => {
    const inner = Buffer.from(Array.from({ length: 64 + draw(512) }, () => draw(256)));
    const length = Buffer.alloc(4);
    length.writeUInt32LE(draw(inner.length));
    return Buffer.concat([MAGIC, inner, length, MAGIC]);
  },
  'another kind of file': (_, draw) =>
    pick(
      ['id,text\n1,x\n', '{"id": 1}\n', '\x1f\x8b\x08\0\0\0\0\0\0\0', 'PK\x03\x04', 'SQLite format 3\0'].map(latin1),
      draw,
    ),
  'a folder': () => undefined,
};

/** Mutants without an end; each kind comes as often as the others. */
export function* mutants(files: readonly BaseFile[], draw: Draw): Generator<Mutant, never> {
  for (;;)
    for (const [kind, make] of Object.entries(KINDS)) {
      const base = draw(files.length);
      const file = files[base];
      const bytes = file && make(file, draw, files);
      if (file && !bytes?.equals(file.bytes)) yield { kind, base, bytes };
    }
}

function flipped({ bytes }: BaseFile, draw: Draw, from: number, to: number): Buffer {
  const copy = Buffer.from(bytes);
  for (let flips = 1 + draw(4); flips > 0; flips--) {
    const at = Math.min(from + draw(to - from), bytes.length - 1);
    copy[at] = (copy[at] ?? 0) ^ (draw(2) === 0 ? 1 << draw(8) : 1 + draw(255));
  }
  return copy;
}

/** The file with one of the numbers in that range in another place of the same form (zigzag varint), and its footer found again. */
function lying(file: BaseFile, draw: Draw, from: number, to = file.bytes.length - 8): Buffer {
  const { bytes, footer } = file;
  const places: [at: number, length: number][] = [];
  for (let at = from; at < to; at++)
    for (const number of file.numbers) {
      const form = varint(number);
      if (bytes.subarray(at, at + form.length).equals(form)) places.push([at, form.length]);
    }
  const [at, length] = places.length > 0 ? pick(places, draw) : ([from + draw(to - from), 2] as const);
  const put = varint(pick(HUGE, draw));
  if (at < footer) {
    // What stands behind the page keeps its place.
    const copy = Buffer.from(bytes);
    bytes.copy(copy, at + put.length, at + length, Math.min(at + 64, footer));
    put.copy(copy, at);
    return copy;
  }
  const copy = Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + length)]);
  copy.writeUInt32LE(copy.length - 8 - footer, copy.length - 8);
  return copy;
}

/** A whole number as Thrift's compact protocol writes it. */
function varint(value: number): Buffer {
  let rest = BigInt(value) >= 0n ? BigInt(value) * 2n : -BigInt(value) * 2n - 1n;
  const bytes: number[] = [];
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return Buffer.from([...bytes, Number(rest)]);
}

function otherMagic(draw: Draw): Buffer {
  return pick([ENCRYPTED, ...['par1', 'PAR2', 'ORC\0', '1RAP', '\0\0\0\0'].map(latin1)], draw);
}

function latin1(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

function pick<T>(list: readonly T[], draw: Draw): T {
  const item = list[draw(list.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}
