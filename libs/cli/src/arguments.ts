const VALUED = new Set(['--workspace', '--format', '--global-properties', '--connection-properties']);

/** The arguments that are no options and no values of the options that may stand before a command. */
export function positionals(argv: readonly string[]): string[] {
  const found: string[] = [];
  for (let index = 0; index < argv.length; index += 1) {
    const argument = argv[index] ?? '';
    if (VALUED.has(argument)) index += 1;
    else if (argument === '--') return [...found, ...argv.slice(index + 1)];
    else if (!argument.startsWith('-')) found.push(argument);
  }
  return found;
}

/** `--global-properties G JOB.json`, the command line of mu-pipelines, becomes `job run`; anything else stays as it is. */
export function withJobForm(argv: readonly string[]): string[] {
  const [first] = positionals(argv);
  return first !== undefined && /\.jsonc?$/i.test(first) ? ['job', 'run', ...argv] : [...argv];
}

/** Whether one of the flags stands among the options. */
export function hasFlag(argv: readonly string[], ...flags: string[]): boolean {
  const end = argv.indexOf('--');
  return (end < 0 ? argv : argv.slice(0, end)).some((argument) => flags.includes(argument));
}
