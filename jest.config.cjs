/** Every project's specs and the domains' cases, once. */
module.exports = {
  projects: ['<rootDir>/libs/*', '<rootDir>/tools/*', '<rootDir>/tools/nx-plugin/jest.domains.cjs'],
  reporters: ['default', '<rootDir>/tools/services/src/counting-reporter.cjs'],
  maxWorkers: '100%',
  testTimeout: 120_000,
};
