import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { parse } from 'jsonc-parser';

/** Commands whose SQL runs over the mesh's tables; a JDBC query is the source's own business. */
const SQL_COMMANDS = new Set(['TransformSQL', 'Validations', 'Validation', 'Data_filter']);
const FILE_KEYS = ['sql_file_location', 'query_location', 'location'];
const INLINE_KEYS = ['sql', 'query'];

/**
 * The SQL texts of one pipeline.json, inline or in files of the workspace. Whatever cannot be read or is no such file
 * is left out: `mesh validate` reports it.
 *
 * @param file relative to the workspace
 */
export function jobStatements(workspaceRoot: string, file: string): string[] {
  const text = readText(workspaceRoot, file);
  const document: unknown = text === undefined ? undefined : parse(text, [], { allowTrailingComma: true });
  return commandsOf(document).flatMap((command) => {
    const inline = INLINE_KEYS.map((key) => command[key]).filter(isText);
    const files = FILE_KEYS.map((key) => command[key]).filter(isText);
    const texts = files.map((location) => readText(workspaceRoot, join(dirname(file), location)));
    return [...inline, ...texts.filter(isText)];
  });
}

type Command = Record<string, unknown>;

function commandsOf(document: unknown): Command[] {
  const jobs = Array.isArray(document) ? document : [document];
  return jobs
    .flatMap((job: unknown) => (isObject(job) && Array.isArray(job['execution']) ? job['execution'] : []))
    .filter(isObject)
    .filter((command) => SQL_COMMANDS.has(String(command['exec_type'] ?? command['type'])));
}

function readText(workspaceRoot: string, file: string): string | undefined {
  const path = resolve(workspaceRoot, file);
  const inside = relative(workspaceRoot, path);
  if (inside === '..' || inside.startsWith(`..${sep}`)) return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Command {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
