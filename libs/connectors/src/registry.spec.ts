import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectors } from '.';

const { registryText } = require('../scripts/generate-registry.cjs') as { registryText: () => string };

test('the registry is what `npm run generate` writes', () => {
  expect(readFileSync(join(__dirname, 'registry.ts'), 'utf8')).toBe(registryText());
});

test('every command has one name that no other has', () => {
  const names = [...connectors.sources, ...connectors.destinations].flatMap(({ type, aliases }) => [type, ...aliases]);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toEqual(
    expect.arrayContaining([
      'IngestCSV',
      'CSVReadCommand',
      'IngestJSON',
      'IngestParquet',
      'DestinationCSV',
      'csv',
      'WriteCSV',
      'DestinationJSON',
      'DestinationParquet',
    ]),
  );
});
