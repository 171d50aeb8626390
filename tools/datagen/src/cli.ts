import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { generate } from './generate';

const USAGE = 'Usage: npm run datagen -- --out DIR [--transactions N] [--seed N] [--truth FILE]';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      out: { type: 'string' },
      transactions: { type: 'string' },
      seed: { type: 'string' },
      truth: { type: 'string' },
    },
  });
  if (values.out === undefined) throw new TypeError('--out is missing: the folder that gets the data');
  const truth = await generate({
    out: values.out,
    truth: values.truth ?? join(values.out, 'truth.json'),
    ...(values.transactions === undefined ? {} : { transactions: wholeNumber('--transactions', values.transactions) }),
    ...(values.seed === undefined ? {} : { seed: wholeNumber('--seed', values.seed) }),
  });
  for (const [address, { rows }] of Object.entries(truth.datasets)) {
    console.log(`${address.padEnd(44)} ${rows.in} in, ${rows.out} out, ${rows.quarantined} to refuse`);
  }
}

function wholeNumber(option: string, text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value))
    throw new TypeError(`${option} must be a whole number, not "${text}"`);
  return value;
}

main().catch((error: unknown) => {
  console.error(error instanceof TypeError ? `${error.message}\n${USAGE}` : error);
  process.exitCode = error instanceof TypeError ? 2 : 1;
});
