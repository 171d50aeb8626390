import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  type Document,
  type Node,
  type Pair,
  type YAMLMap,
} from 'yaml';
import { ConfigDocument, emptyRecord, FORBIDDEN_KEYS, LIMITS, type Place } from './document';
import { pointerTo } from './pointer';

interface Parsed {
  value: unknown;
  place: Place;
}

/**
 * Reads one YAML 1.2 document of plain data. Anchors, aliases, merge keys and tags are refused, as are duplicate
 * keys, keys that reach a prototype, several documents and too deep nesting.
 */
export function parseYaml(file: string, text: string): ConfigDocument {
  const document = new ConfigDocument(file, text);
  const deep = tooDeep(text);
  if (deep !== undefined) {
    document.report('CONFIG_LIMIT', `more than ${LIMITS.depth} levels of nesting`, deep);
    return document;
  }
  const yaml = compose(document);
  if (!yaml) return document;
  for (const error of [...yaml.errors, ...yaml.warnings]) {
    document.report('CONFIG_SYNTAX', plainMessage(error.code, error.message), error.pos[0]);
  }
  if (yaml.errors.length > 0) return document;
  if (yaml.contents === null) {
    document.report('CONFIG_SYNTAX', 'the file is empty', 0);
    return document;
  }
  const { value, place } = new YamlReader(document).value(yaml.contents, '', 0, 0);
  document.value = value;
  document.place = place;
  return document;
}

function compose(document: ConfigDocument): Document.Parsed | undefined {
  try {
    const yaml = parseDocument(document.text, {
      prettyErrors: false,
      uniqueKeys: false,
      merge: false,
      logLevel: 'error',
      version: '1.2',
    });
    if (!yaml.errors.some(({ message }) => message.includes('call stack'))) return yaml;
  } catch (error) {
    if ((error as Error).name !== 'RangeError') throw error;
  }
  document.report('CONFIG_LIMIT', `more than ${LIMITS.depth} levels of nesting`, 0);
  return undefined;
}

class YamlReader {
  constructor(private readonly target: ConfigDocument) {}

  value(node: Node | null, pointer: string, fallback: number, depth: number): Parsed {
    const offset = node?.range?.[0] ?? fallback;
    const place: Place = { offset, end: node?.range?.[1] ?? offset };
    if (node === null) return { value: null, place };
    this.refuseReferences(node, offset, pointer);
    if (depth >= LIMITS.depth && (isMap(node) || isSeq(node))) {
      this.target.report('CONFIG_LIMIT', `more than ${LIMITS.depth} levels of nesting`, offset, undefined, pointer);
      return { value: null, place };
    }
    if (isMap(node)) return this.map(node, pointer, place, depth + 1);
    if (isSeq(node)) {
      const items = node.items as (Node | null)[];
      const parts = items.map((item, i) => this.value(item, pointerTo(pointer, i), offset, depth + 1));
      return { value: parts.map((part) => part.value), place: { ...place, items: parts.map((part) => part.place) } };
    }
    return { value: isScalar(node) ? node.value : null, place };
  }

  private map(node: YAMLMap, pointer: string, place: Place, depth: number): Parsed {
    const value = emptyRecord();
    const members = new Map<string, { key: number; place: Place }>();
    for (const pair of node.items as Pair<Node | null, Node | null>[]) {
      const key = pair.key?.range?.[0] ?? place.offset;
      const name = this.keyName(pair.key, key, pointer);
      if (name === undefined) continue;
      const own = pointerTo(pointer, name);
      const member = this.value(pair.value, own, key, depth);
      const problem = keyProblem(name, members);
      if (problem !== undefined) this.target.report('CONFIG_INVALID', problem, key, undefined, own);
      else {
        value[name] = member.value;
        members.set(name, { key, place: member.place });
      }
    }
    return { value, place: { ...place, members } };
  }

  private keyName(node: Node | null, offset: number, pointer: string): string | undefined {
    if (node !== null) this.refuseReferences(node, offset, pointer);
    if (isScalar(node) && typeof node.value === 'string') return node.value;
    this.target.report('CONFIG_INVALID', 'a key must be text', offset, 'Put the key in quotes.', pointer);
    return undefined;
  }

  private refuseReferences(node: Node, offset: number, pointer: string): void {
    const hint = 'Write the value out.';
    if (isAlias(node)) this.target.report('CONFIG_INVALID', 'aliases (*name) are not read', offset, hint, pointer);
    else if (node.anchor !== undefined) {
      this.target.report('CONFIG_INVALID', 'anchors (&name) are not read', offset, hint, pointer);
    }
    if (node.tag !== undefined && node.tag.startsWith('!')) {
      this.target.report('CONFIG_INVALID', `tags (${node.tag}) are not read`, offset, hint, pointer);
    }
  }
}

function keyProblem(name: string, members: Map<string, unknown>): string | undefined {
  if (name === '<<') return 'merge keys (<<) are not read';
  if (FORBIDDEN_KEYS.has(name)) return `the key "${name}" is not allowed`;
  return members.has(name) ? `the key "${name}" stands here twice` : undefined;
}

/**
 * Where the text nests too deeply to be handed to the parser, which is recursive. Brackets inside text count as
 * well; compact nesting is a line that begins with a chain of "-" or "?".
 */
function tooDeep(text: string): number | undefined {
  const chain = /^ *(?:[-?] +){65}/m.exec(text);
  if (chain) return chain.index;
  let flow = 0;
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i];
    if (char === '[' || char === '{') flow += 1;
    else if ((char === ']' || char === '}') && flow > 0) flow -= 1;
    if (flow > LIMITS.depth) return i;
  }
  return undefined;
}

function plainMessage(code: string, message: string): string {
  if (code === 'MULTIPLE_DOCS') return 'the file holds several documents; one is read';
  if (code === 'TAG_RESOLVE_FAILED') return 'tags are not read; write the plain value';
  if (code === 'TAB_AS_INDENT') return 'a tab indents here; YAML is indented with spaces';
  return (message.split('\n')[0] ?? message).replace(/ at line .*$/, '');
}
