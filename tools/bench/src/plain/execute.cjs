'use strict';
// The baseline: a list of statements, run one after the other by DuckDB alone. Usage: node execute.cjs LIST.json
// Prints the seconds of each dataset.
const { createReadStream, createWriteStream, mkdirSync, readFileSync } = require('node:fs');
const { pipeline } = require('node:stream/promises');
const { DuckDBInstance } = require('@duckdb/node-api');

async function main() {
  const { config, folders, decode, statements } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
  for (const folder of folders) mkdirSync(folder, { recursive: true });
  for (const file of decode) await recode(file);
  const instance = await DuckDBInstance.create(':memory:', config);
  const connection = await instance.connect();
  const seconds = {};
  for (const { dataset, sql } of statements) {
    const started = performance.now();
    try {
      await connection.run(sql);
    } catch (error) {
      throw new Error(`${dataset}: ${error.message}\n${sql}`);
    }
    seconds[dataset] = (seconds[dataset] ?? 0) + (performance.now() - started) / 1000;
  }
  connection.disconnectSync();
  instance.closeSync();
  process.stdout.write(JSON.stringify(seconds));
}

/** A copy in UTF-8 of a file in an encoding that DuckDB lacks. */
async function recode({ from, to, encoding }) {
  const decoder = new TextDecoder(encoding);
  const decoded = async function* (chunks) {
    for await (const chunk of chunks) yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
  };
  await pipeline(createReadStream(from, { highWaterMark: 1 << 20 }), decoded, createWriteStream(to));
}

main().catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
