/** Size `standard`: on simulated nodes, with a control plane of the tests' own, and several copies of real servers on loopback. */
module.exports = {
  ...require("./jest.config.js"),
  roots: ["<rootDir>/test/cluster/light", "<rootDir>/test/standard"],
  testPathIgnorePatterns: ["/node_modules/"],
  globalSetup: "<rootDir>/test/cluster/light/global-setup.ts",
  maxWorkers: 1,
  testTimeout: 300_000,
};
