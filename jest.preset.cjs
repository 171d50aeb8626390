/** Shared by every project's jest.config.cjs: tests run from TypeScript sources, without a build. */
module.exports = {
  testEnvironment: 'node',
  /** Generous, since a busy machine is no failure; a test that is too slow for its purpose measures itself. */
  testTimeout: 120_000,
  testMatch: ['<rootDir>/**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        swcrc: false,
        jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  testEnvironmentOptions: { customExportConditions: ['@mu-mesh/source', 'node', 'require', 'default'] },
};
