/** A real Kubernetes with production in it, started for the run and stopped after it; or one skipped test a file. */
module.exports = {
  ...require("./jest.config.js"),
  roots: ["<rootDir>/test/cluster"],
  testPathIgnorePatterns: ["/node_modules/", "<rootDir>/test/cluster/light/"],
  globalSetup: "<rootDir>/test/cluster/support/global-setup.ts",
  globalTeardown: "<rootDir>/test/cluster/support/global-teardown.ts",
  testSequencer: "<rootDir>/test/cluster/support/sequencer.js",
  maxWorkers: 1,
  testTimeout: 180_000,
};
