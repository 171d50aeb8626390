/** The domains' own test cases as Jest tests: `nx run sales:test` for one domain, the root's `jest` for all. */
module.exports = {
  ...require('../../jest.preset.cjs'),
  displayName: 'domains',
  testMatch: ['<rootDir>/src/cases/*.spec.ts'],
};
