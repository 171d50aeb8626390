import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeSource } from '../testing';
import { source } from './source';

describeSource({
  connector: source,
  config: (folder) => ({ file_location: folder }),
  put: (folder, name) => {
    const path = join(folder, name);
    writeFileSync(path, '{"a":1}\n');
    return path;
  },
  names: ['b.csv', 'a.csv', 'Z.csv'],
});
