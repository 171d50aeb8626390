module.exports = { projects: ['<rootDir>/libs/*', '<rootDir>/tools/*'] };
