import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DestinationConnector, ExportedFile, WriteMode } from '@mu-mesh/core';
import { undescribed } from './described';
import { temporaryFolder } from './temporary-folder';
import { textScope } from './text-scope';

export interface DestinationSubject {
  connector: DestinationConnector;
  /** The ending of its files: `.csv`. */
  extension: string;
}

/** What every destination that writes files must do; called at the top of a connector's spec. */
export function describeDestination({ connector, extension }: DestinationSubject): void {
  describe(`${connector.type} as a destination`, () => {
    const folder = temporaryFolder();
    const file = (): string => join(folder(), 'out', `report${extension}`);
    const parts = (): string => join(folder(), 'out', 'report');
    const part = (number: number): string => join(parts(), `part-0000${number}${extension}`);
    const write = (text: string, location: string, mode: WriteMode, fail?: Error): Promise<ExportedFile[]> => {
      const { scope, relation } = textScope(text, fail ? { fail } : {});
      return connector.write(relation, scope, { file_location: location }, { base: folder(), mode });
    };

    test('describes every key of its schema', () => {
      expect(undescribed(connector.schema)).toEqual([]);
    });

    test('refuses an unknown option with its place', () => {
      const given = { file_location: file(), additional_attributes: { compresion: 'none' } };
      expect(connector.check?.(given)).toEqual([
        {
          pointer: '/additional_attributes/compresion',
          message: expect.stringContaining('compresion'),
          hint: expect.any(String),
        },
      ]);
    });

    test.each([
      ['a file', file, file],
      ['a folder', parts, () => part(0)],
    ])('writes %s and says what it wrote', async (_, location, path) => {
      expect(await write('new', location(), 'overwrite')).toEqual([{ path: path(), rows: 1, bytes: 3 }]);
      expect(readFileSync(path(), 'utf8')).toBe('new');
      expect(readdirSync(dirname(path()))).toHaveLength(1);
    });

    test('overwrite replaces a file and all parts of a folder, and nothing else in it', async () => {
      await write('old', file(), 'overwrite');
      await write('new', file(), 'overwrite');
      expect(readFileSync(file(), 'utf8')).toBe('new');
      await write('old', parts(), 'overwrite');
      await write('older', parts(), 'append');
      writeFileSync(join(parts(), 'README'), 'mine');
      await write('new', parts(), 'overwrite');
      expect(readdirSync(parts()).sort()).toEqual(['README', `part-00000${extension}`]);
      expect(readFileSync(part(0), 'utf8')).toBe('new');
    });

    test('append adds a part, and is refused for a single file', async () => {
      await write('one', parts(), 'append');
      expect(await write('two', parts(), 'append')).toEqual([{ path: part(1), rows: 1, bytes: 3 }]);
      expect([part(0), part(1)].map((path) => readFileSync(path, 'utf8'))).toEqual(['one', 'two']);
      await expect(write('two', file(), 'append')).rejects.toThrow('append cannot add to a single file');
      expect(connector.check?.({ file_location: file(), mode: 'append' })).toHaveLength(1);
    });

    test("appends at the same time never take each other's part", async () => {
      await Promise.all(Array.from({ length: 8 }, (_, index) => write(`text ${index}`, parts(), 'append')));
      const texts = readdirSync(parts()).map((name) => readFileSync(join(parts(), name), 'utf8'));
      expect(texts.sort()).toEqual(Array.from({ length: 8 }, (_, index) => `text ${index}`));
    });

    test.each([
      ['a file', file, file],
      ['a folder', parts, () => part(0)],
    ])('ignore keeps %s that exists', async (_, location, path) => {
      await write('old', location(), 'ignore');
      expect(await write('newer', location(), 'ignore')).toEqual([{ path: path(), rows: 0, bytes: 3 }]);
      expect(readFileSync(path(), 'utf8')).toBe('old');
    });

    test.each([
      ['a file', file, file],
      ['a folder', parts, () => part(0)],
    ])('a write that fails leaves %s as it was, and nothing beside it', async (_, location, path) => {
      await write('old', location(), 'overwrite');
      await expect(write('newer', location(), 'overwrite', new Error('disk on fire'))).rejects.toThrow('disk on fire');
      expect(readFileSync(path(), 'utf8')).toBe('old');
      expect(readdirSync(dirname(path()))).toHaveLength(1);
    });

    test('writes inside the folders that it names to the sandbox', async () => {
      for (const location of [file(), parts()]) {
        const { scope, relation, targets } = textScope('new');
        const context = { base: folder(), mode: 'overwrite' as const };
        const [exported] = await connector.write(relation, scope, { file_location: location }, context);
        const paths = connector.paths({ file_location: location }, context);
        for (const path of [targets[0]?.path, exported?.path]) expect(paths).toContain(dirname(path ?? ''));
      }
    });

    test('refuses a folder where a file would be, and a file where a folder would be', async () => {
      mkdirSync(file(), { recursive: true });
      writeFileSync(parts(), '');
      await expect(write('new', file(), 'overwrite')).rejects.toThrow('is a folder, but the export would be a file');
      await expect(write('new', parts(), 'overwrite')).rejects.toThrow('is a file, but the export would be a folder');
      expect(statSync(file()).isDirectory()).toBe(true);
    });
  });
}
