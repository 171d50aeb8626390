import { availableParallelism, totalmem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { GlobalProperties } from '../../model/workspace';
import { Findings } from '../findings';
import { isRecord, type ConfigDocument } from '../read/document';
import { pointerTo } from '../read/pointer';
import { schemaFindings } from '../schema-validator';
import { didYouMean, quoted } from '../suggestion';
import { GLOBAL_PROPERTIES_SCHEMA } from './global-schema';
import { readOpenLineage, withoutLineageSecrets } from './openlineage';
import { parseBytes, parseDuration } from './quantity';

/** The properties where no file says otherwise. `root` is an absolute folder. */
export function defaultProperties(root: string): GlobalProperties {
  return {
    library: 'duckdb',
    lake: join(root, 'lake'),
    memoryLimit: Math.floor(memory() * 0.6),
    threads: availableParallelism(),
    retention: 7 * 86_400_000,
    unsafe: false,
  };
}

/** Reads global-properties.json; a wrong value is reported and its default taken. */
export function readGlobalProperties(
  document: ConfigDocument,
  lakeRoot = dirname(document.file),
): { properties: GlobalProperties; findings: Findings } {
  const findings = new Findings(document);
  const properties = defaultProperties(lakeRoot);
  if (document.value === undefined) return { properties, findings };
  const value = withoutLineageSecrets(findings, document.value);
  const wrong = new Set<string>();
  const secrets = findings.issues.length > 0;
  for (const found of schemaFindings(GLOBAL_PROPERTIES_SCHEMA, value)) {
    // A finding is shown with its line, and a plain secret may stand in that.
    if (secrets && /^(\/global_properties)?\/openlineage/.test(found.pointer)) continue;
    findings.add('CONFIG_INVALID', found.pointer, found.message, { hint: found.hint, key: found.key });
    wrong.add(found.pointer);
  }
  if (!isRecord(value)) return { properties, findings };
  const nested = isRecord(value['global_properties']) ? value['global_properties'] : undefined;
  for (const [source, pointer] of [
    [value, ''],
    [nested, '/global_properties'],
  ] as const) {
    for (const [key, member] of Object.entries(source ?? {})) {
      const at = pointerTo(pointer, key);
      if (![...wrong].some((other) => other === at || other.startsWith(`${at}/`)))
        assign(properties, findings, key, member, at);
    }
  }
  return { properties, findings };
}

function assign(properties: GlobalProperties, findings: Findings, key: string, value: unknown, pointer: string): void {
  const root = dirname(findings.document.file);
  switch (key) {
    case 'library':
      return checkLibrary(findings, String(value), pointer);
    case 'lake':
      return localFolder(findings, root, String(value), pointer, (folder) => (properties.lake = folder));
    case 'memory_limit':
      return parsed(
        findings,
        pointer,
        parseBytes(String(value), memory()),
        'is no size; write "2GB" or "60%"',
        (bytes) => (properties.memoryLimit = bytes),
      );
    case 'retention':
      return parsed(
        findings,
        pointer,
        parseDuration(String(value)),
        'is no time; write "7 days" or "12 hours"',
        (time) => (properties.retention = time),
      );
    case 'threads':
      properties.threads = Number(value);
      return;
    case 'unsafe':
      properties.unsafe = value === true;
      return;
    case 'openlineage':
      properties.openLineage = readOpenLineage(findings.document.file, value);
      return;
    case 'allowed_paths': {
      const folders: string[] = [];
      (value as string[]).forEach((path, i) =>
        localFolder(findings, root, path, pointerTo(pointer, i), (folder) => folders.push(folder)),
      );
      properties.allowedPaths = folders;
    }
  }
}

function checkLibrary(findings: Findings, library: string, pointer: string): void {
  if (library === 'duckdb') return;
  if (library === 'spark') {
    findings.add('CONFIG_INVALID', pointer, 'this version does not have the engine "spark"; the jobs run on duckdb', {
      severity: 'warning',
      hint: 'Set "library" to "duckdb".',
    });
    return;
  }
  findings.add('CONFIG_INVALID', pointer, `the engine ${quoted(library)} is unknown`, {
    hint: didYouMean(library, ['duckdb', 'spark']) ?? 'This version has duckdb.',
  });
}

function localFolder(
  findings: Findings,
  root: string,
  path: string,
  pointer: string,
  use: (folder: string) => void,
): void {
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(path))
    findings.add('CONFIG_INVALID', pointer, `${quoted(path)} is a URL; this version reads and writes local files`);
  else if (path.includes('\0')) findings.add('CONFIG_INVALID', pointer, 'a path has no NUL character');
  else use(resolve(root, path));
}

function parsed(
  findings: Findings,
  pointer: string,
  value: number | undefined,
  problem: string,
  use: (value: number) => void,
): void {
  if (value === undefined) findings.add('CONFIG_INVALID', pointer, `the value ${problem}`);
  else use(value);
}

/** Bytes of memory that this process can have: the machine's, or its container's. */
function memory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 && limit < totalmem() ? limit : totalmem();
}
