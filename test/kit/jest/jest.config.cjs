// hallpass and oauth4webapi are ES modules, which Jest does not take from node_modules: Babel turns them, and
// the tests, into CommonJS.
module.exports = {
  rootDir: '..',
  testMatch: ['<rootDir>/jest/*.test.jsx'],
  // jest-environment-jsdom has no `fetch`, `Request` and `Response`; this one gives Node's back.
  testEnvironment: 'jest-fixed-jsdom',
  setupFiles: ['<rootDir>/jest/setup.cjs'],
  transform: { '\\.jsx?$': ['babel-jest', { configFile: require.resolve('./babel.config.cjs') }] },
  transformIgnorePatterns: ['/node_modules/(?!(hallpass|oauth4webapi)/)'],
}
