import { execFileSync } from 'node:child_process';
import { pythonVenv } from '@mu-mesh/services';

const VERSIONS = { datacontract: '1.2.8', dataproduct: '0.3.2' };

/** `TOOL lint FILE` for each file, in one process: its import takes longer than all of them. */
const LINT = `
import contextlib, importlib, io, json, sys
tool, *files = sys.argv[1:]
main = importlib.import_module(f'{tool}.cli').main
said = {}
for file in files:
    out = io.StringIO()
    sys.argv = [tool, 'lint', file]
    status = None
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            main()
    except SystemExit as end:
        status = end.code
    said[file] = out.getvalue() or str(status) if status else ''
print(json.dumps(said))
`;

/** What a linter of the standards' own tools says of each file: nothing where it passes. */
export function lint(tool: keyof typeof VERSIONS, files: readonly string[]): Record<string, string> {
  const { python } = pythonVenv([`${tool}-cli==${VERSIONS[tool]}`]);
  const said = execFileSync(python, ['-c', LINT, tool, ...files], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1' },
  });
  return JSON.parse(said) as Record<string, string>;
}
