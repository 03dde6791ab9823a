/** A real Docker engine of its own, which runs what `render --stack dev` writes (docs/operators-guide.md). */
module.exports = {
  ...require("./jest.config.js"),
  roots: ["<rootDir>/test/docker"],
  testPathIgnorePatterns: ["/node_modules/"],
  globalSetup: "<rootDir>/test/docker/support/global-setup.ts",
  globalTeardown: "<rootDir>/test/docker/support/global-teardown.ts",
  testSequencer: "<rootDir>/test/docker/support/sequencer.js",
  maxWorkers: 1,
  testTimeout: 240_000,
};
