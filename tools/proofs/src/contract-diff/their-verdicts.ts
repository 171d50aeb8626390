import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pythonVenv } from '@mu-mesh/services';
import { stringify } from 'yaml';
import type { Mutant } from './mutation';

/** The newest one; its `breaking` exits with 1 where something breaks for the side that it is asked about. */
const DATACONTRACT = 'datacontract-cli==1.2.8';

/** `unclear`: it prints a warning, says that it cannot tell, and exits with 0. */
export type Verdict = 'breaking' | 'fine' | 'unclear';

export interface Verdicts {
  readers: Verdict;
  deliverers: Verdict;
}

/**
 * Its own command line, once a pair and side, in one process: starting it takes longer than comparing, and so does
 * checking the standard's schema against the schema of schemas, which is left out.
 */
const PROGRAM = `
import json, jsonschema, sys
from typer.testing import CliRunner
from datacontract.cli import app
for validator in (jsonschema.Draft7Validator, jsonschema.Draft201909Validator, jsonschema.Draft202012Validator):
    validator.check_schema = classmethod(lambda cls, schema, **more: None)
runner, found = CliRunner(), {}
for name in sys.argv[2:]:
    sides = []
    for side in ("consumer", "producer"):
        files = [f"{sys.argv[1]}/{name}.{time}.yaml" for time in ("from", "to")]
        result = runner.invoke(app, ["breaking", *files, "--perspective", side, "--no-inline-references"], env={"NO_COLOR": "1", "COLUMNS": "200"})
        if result.exit_code not in (0, 1) or "Perspective" not in result.output and "No changes" not in result.output:
            sys.exit(f"{name}: {result.output} {result.exception!r}")
        sides.append("breaking" if result.exit_code == 1 else "unclear" if "WARNING" in result.output else "fine")
    found[name] = sides
print(json.dumps(found))
`;

/** What `datacontract breaking` says of each, by name. */
export function theirVerdicts(mutants: readonly Mutant[]): Map<string, Verdicts> {
  const folder = mkdtempSync(join(tmpdir(), 'mesh-mutants-'));
  try {
    for (const { name, from, to } of mutants) {
      writeFileSync(join(folder, `${name}.from.yaml`), stringify(from, { aliasDuplicateObjects: false }));
      writeFileSync(join(folder, `${name}.to.yaml`), stringify(to, { aliasDuplicateObjects: false }));
    }
    const said = pythonVenv([DATACONTRACT]).run(PROGRAM, folder, ...mutants.map(({ name }) => name));
    const found = JSON.parse(said.slice(said.lastIndexOf('\n{') + 1)) as Record<string, [Verdict, Verdict]>;
    return new Map(Object.entries(found).map(([name, [readers, deliverers]]) => [name, { readers, deliverers }]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
