/** Looks at a cluster that KUBECONFIG names, to which dist/prod was applied (docs/operators-guide.md). */
module.exports = {
  ...require("./jest.config.js"),
  roots: ["<rootDir>/test/cluster"],
  testPathIgnorePatterns: ["/node_modules/"],
  maxWorkers: 1,
  testTimeout: 120_000,
};
