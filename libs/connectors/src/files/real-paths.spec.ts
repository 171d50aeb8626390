import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../testing';
import { withRealPath } from './real-paths';

const folder = temporaryFolder();

test('a path through a link is known by both names, also where its end does not exist yet', () => {
  mkdirSync(join(folder(), 'disk'));
  symlinkSync('disk', join(folder(), 'data'));
  expect(withRealPath(join(folder(), 'data/new/x'))).toEqual([
    join(folder(), 'data/new/x'),
    join(folder(), 'disk/new/x'),
  ]);
  expect(withRealPath(join(folder(), 'disk'))).toEqual([join(folder(), 'disk')]);
});
