/** What is too long for each change (`.ci/run --full`): alerts with their real holds, kill -9, full disks, long outages. */
module.exports = {
  ...require("./jest.e2e.config.js"),
  roots: ["<rootDir>/test/e2e/full"],
  testPathIgnorePatterns: ["/node_modules/"],
  globalSetup: "<rootDir>/test/e2e/full/full-setup.ts",
  testTimeout: 1_200_000,
};
