import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';

const FOLDER = join(dirname(require.resolve('@mu-mesh/core/package.json')), 'schema', 'output');

/** Parses what `--json` printed and checks envelope and result with their schemas. Returns the envelope. */
export function checkedEnvelope(
  stdout: string,
  schema: string,
): { command: string; ok: boolean; exit: number; result: Record<string, unknown>; issues: Record<string, unknown>[] } {
  const document: unknown = JSON.parse(stdout);
  check('envelope', document);
  const parsed = document as ReturnType<typeof checkedEnvelope>;
  check(schema, parsed.result);
  return parsed;
}

/** Throws where a value does not fit the output schema of that name. */
export function check(schema: string, value: unknown): void {
  const ajv = new Ajv2020({
    allErrors: true,
    strict: true,
    allowUnionTypes: true,
    formats: { 'date-time': (text: string) => !Number.isNaN(Date.parse(text)) },
  });
  const validate = ajv.compile(JSON.parse(readFileSync(join(FOLDER, `${schema}.schema.json`), 'utf8')));
  if (!validate(value))
    throw new Error(`${schema}: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(value, undefined, 2)}`);
}
