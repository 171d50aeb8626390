import { join } from 'node:path';
import { runSource } from '@mu-mesh/core/testing/run-source';
import { listLog } from './delta/log-listing';
import { nodeFs } from './stores/node-fs';
import { openTable, row, temporaryFolder, write, COLUMNS } from './testing/dataset';
import { stage } from './testing/stage';

const FULL = process.env['MU_MESH_FULL'] !== undefined;
const [WRITERS, COMMITS] = FULL ? [8, 250] : [4, 50];

describe(`${WRITERS} processes with ${COMMITS} commits each`, () => {
  it('give contiguous versions and lose no row and no entry', async () => {
    const location = await temporaryFolder();
    await write(openTable(location), row(0));
    const files = await stage(await temporaryFolder(), row(1), COLUMNS);
    const ends = await Promise.all(
      Array.from({ length: WRITERS }, (_, writer) =>
        runSource(join(__dirname, 'testing/commit-many.ts'), { location, writer, commits: COMMITS, files }),
      ),
    );
    expect(ends.map(({ output }) => output).join('')).toBe('');
    const table = openTable(location);
    const listing = await listLog(nodeFs, location);
    expect(listing.commits).toEqual(Array.from({ length: WRITERS * COMMITS + 1 }, (_, version) => version));
    expect(new Set((await table.scan()).files.map((file) => file.path)).size).toBe(WRITERS * COMMITS + 1);
    expect((await table.head())?.state?.entries.size).toBe(WRITERS * COMMITS);
  }, 1_200_000);
});
