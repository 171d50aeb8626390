import { CODES } from '@mu-mesh/core';

const EXITS = `| status | meaning |
|---|---|
| 0 | done |
| 1 | data broke a rule: a threshold, a type, a test |
| 2 | configuration, SQL or usage |
| 3 | environment: network, disk, permissions, conflict after retries |
| 4 | outcome unknown: \`mesh recover\` finds out |
| 70 | a bug of mu-mesh |
| 130, 143 | interrupted, after cleaning up |`;

/** docs/reference/errors.md: every code with its exit status and what to do. */
export function errorReference(): string {
  const rows = Object.entries(CODES)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([code, { exit, retry, hint }]) =>
        `| \`${code}\` | ${exit} | ${retry ? 'yes' : 'no'} | ${hint.replaceAll('|', '\\|')} |`,
    );
  return `# Errors

Generated from \`libs/core/src/errors.ts\`. Of several failures the highest of 70 > 4 > 2 > 3 > 1 is the exit status. Nx reduces all of them to 1; \`--json\` has the truth.

${EXITS}

| code | exit | trying again helps | what to do |
|---|---|---|---|
${rows.join('\n')}
`;
}
