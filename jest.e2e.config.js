/** End-to-end tests: real servers, real engine; one file after the other, since they share the machine. */
module.exports = {
  ...require("./jest.config.js"),
  roots: ["<rootDir>/test/e2e"],
  testPathIgnorePatterns: ["/node_modules/", "<rootDir>/test/e2e/full/"],
  globalSetup: "<rootDir>/test/e2e/support/global-setup.ts",
  globalTeardown: "<rootDir>/test/e2e/support/global-teardown.ts",
  maxWorkers: 1,
  testTimeout: 240_000,
};
