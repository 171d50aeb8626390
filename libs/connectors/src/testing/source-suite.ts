import { appendFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import type { SourceConnector, SourceItem } from '@mu-mesh/core';
import { undescribed } from './described';
import { temporaryFolder } from './temporary-folder';

export interface SourceSubject {
  connector: SourceConnector;
  /** The configuration that reads everything in this folder, absolute or relative to the base. */
  config(folder: string): Record<string, unknown>;
  /** Puts something to read into the folder, under this name; returns its path. */
  put(folder: string, name: string): string;
  names: readonly [string, string, string];
}

/** A source of files with one extension, of which it does not matter what stands in them. */
export function filesWith(extension: string, connector: SourceConnector): SourceSubject {
  return {
    connector,
    config: (folder) => ({ file_location: folder }),
    put: (folder, name) => {
      const path = join(folder, name);
      writeFileSync(path, '{"a":1}\n');
      return path;
    },
    names: [`b.${extension}`, `a.${extension}`, `Z.${extension}`],
  };
}

/** What every source that reads files must do; called at the top of a connector's spec. */
export function describeSource({ connector, config, put, names }: SourceSubject): void {
  describe(`${connector.type} as a source`, () => {
    const folder = temporaryFolder();
    const open = (given = config(folder())) => connector.open(given, { base: folder(), mode: 'append' });
    const discover = (): Promise<SourceItem[]> => open().discover();

    test('describes every key of its schema', () => {
      expect(undescribed(connector.schema)).toEqual([]);
      expect(connector.description).not.toBe('');
    });

    test('finds nothing wrong with the least configuration', () => {
      expect(connector.check?.(config(folder())) ?? []).toEqual([]);
    });

    test('refuses an unknown option with its place, and never opens with it', () => {
      const given = { ...config(folder()), additional_attributes: [{ key: 'recursiveFileLokup', value: 'true' }] };
      expect(connector.check?.(given)).toEqual([
        {
          pointer: '/additional_attributes/0/key',
          message: expect.stringContaining('recursiveFileLokup'),
          hint: 'Did you mean "recursiveFileLookup"?',
        },
      ]);
      expect(() => open(given)).toThrow('recursiveFileLokup');
    });

    test('finds nothing where there is nothing', async () => {
      expect(await discover()).toEqual([]);
      expect(await open(config(join(folder(), 'missing'))).discover()).toEqual([]);
    });

    test('finds everything in order, with size and time, again and again the same', async () => {
      const paths = [...names].reverse().map((name) => put(folder(), name));
      const found = await discover();
      expect(found.map(({ id }) => id)).toEqual([...paths].sort());
      expect(found.map(({ size, mtime }) => [size, mtime])).toEqual(
        [...paths].sort().map((path) => [statSync(path).size, statSync(path).mtimeMs]),
      );
      expect(await discover()).toEqual(found);
    });

    test('sees that an item changed', async () => {
      const path = put(folder(), names[0]);
      const [before] = await discover();
      appendFileSync(path, '\n');
      const [after] = await discover();
      expect(after?.size).toBe((before?.size ?? 0) + 1);
    });

    test('starts relative paths at the base', async () => {
      const path = put(folder(), names[0]);
      const found = await open(config(relative(folder(), path) || basename(path))).discover();
      expect(found.map(({ id }) => id)).toEqual([path]);
    });

    test('reads just the items that it is given', async () => {
      names.forEach((name) => put(folder(), name));
      const [, second] = await discover();
      const read = open().read(second ? [second] : []);
      expect(read.kind === 'scan' && read.files.map(({ path }) => path)).toEqual([second?.id]);
    });

    test('opens the sandbox for all that it finds, and leaves no trace', async () => {
      names.forEach((name) => put(folder(), name));
      const listing = readdirSync(folder());
      const paths = connector.paths(config(folder()), { base: folder(), mode: 'append' });
      for (const { id } of await discover())
        expect(paths.some((path) => id === path || id.startsWith(`${path}/`))).toBe(true);
      expect(readdirSync(folder())).toEqual(listing);
    });
  });
}
