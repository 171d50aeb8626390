/** Writes src/registry.ts from the folders of src: each with a source.ts or a destination.ts is a connector. */
const { existsSync, readdirSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const sources = join(__dirname, '..', 'src');

function registryText() {
  const folders = readdirSync(sources, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
  const found = (role) => folders.filter((folder) => existsSync(join(sources, folder, `${role}.ts`)));
  const constant = (folder) => folder.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
  const imports = (role) =>
    found(role).map((folder) => `import { ${role} as ${constant(folder)} } from './${folder}/${role}';`);
  return [
    '// Generated from the folders by `npm run generate`; do not edit.',
    "import type { ConnectorRegistry } from '@mu-mesh/core';",
    ...[...imports('destination'), ...imports('source')].sort(),
    '',
    '/** Every connector of this package. */',
    'export const connectors: ConnectorRegistry = {',
    `  sources: [${found('source').map(constant).join(', ')}],`,
    `  destinations: [${found('destination').map(constant).join(', ')}],`,
    '};',
    '',
  ].join('\n');
}

module.exports = { registryText };
if (require.main === module) writeFileSync(join(sources, 'registry.ts'), registryText());
