/** Fast tests: Node and nothing else. Servers are the business of jest.e2e.config.js. */
module.exports = {
  testEnvironment: "node",
  // A laptop that builds at the same time takes more than the usual 5 s for what runs a program.
  testTimeout: 30_000,
  roots: ["<rootDir>/test"],
  testMatch: ["**/*.test.ts"],
  testPathIgnorePatterns: [
    "/node_modules/",
    "<rootDir>/test/e2e/",
    "<rootDir>/test/cluster/",
    "<rootDir>/test/docker/",
    "<rootDir>/test/standard/",
  ],
  modulePathIgnorePatterns: ["<rootDir>/dist/"],
  transform: { "^.+\\.ts$": ["ts-jest", { diagnostics: false }] },
};
