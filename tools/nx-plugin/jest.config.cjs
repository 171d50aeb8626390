const preset = require('../../jest.preset.cjs');

module.exports = {
  ...preset,
  displayName: 'nx-plugin',
  testPathIgnorePatterns: [...preset.testPathIgnorePatterns, '/src/cases/', '/files/'],
};
