import { mesh } from '../mesh-cli';
import { Scratch, pipeline } from '../run/scratch';

const FILE = 'domains/sales/raw/orders/pipeline.json';
const APPEND = [{ type: 'DestinationDefaultCatalog', table_name: 'sales.raw.orders', mode: 'append' }];

interface Shown {
  code: string;
  message: string;
  file?: string;
  line?: number;
}

async function issues(files: Record<string, string>): Promise<Shown[]> {
  const scratch = new Scratch(files);
  try {
    const { stdout } = await mesh(scratch.root, ['validate', '--json']);
    return (JSON.parse(stdout) as { issues: Shown[] }).issues;
  } finally {
    await scratch.dispose();
  }
}

describe('sources of an ingest, in validate', () => {
  it('says where a path stands that the system cannot look up', async () => {
    const found = await issues({ [FILE]: pipeline([{ type: 'IngestCSV', file_location: 'x'.repeat(300) }]) });
    expect(found).toMatchObject([
      {
        code: 'IO',
        message: expect.stringContaining('name too long'),
        file: FILE,
        line: 1,
        address: 'sales.raw.orders',
      },
    ]);
  });

  it('does not speak of repeated rows where the ingest could not be read', async () => {
    const found = await issues({
      'global-properties.json': '{ "allowed_paths": ["domains"] }',
      [FILE]: pipeline([{ type: 'IngestCSV', file_location: '../../../../outside/*.csv' }], APPEND),
    });
    expect(found.map(({ code }) => code)).toEqual(['CONFIG_INVALID']);
  });
});
