#!/usr/bin/env node
'use strict';
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const entry = join(__dirname, '..', 'dist', 'process.js');
if (existsSync(entry)) {
  require(entry).runProcess();
} else {
  process.stderr.write(
    'mesh is not built yet. Build it in the folder of its package.json with:\n\n  npx nx run-many -t build\n\n',
  );
  process.exitCode = 2;
}
