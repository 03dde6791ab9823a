const Sequencer = require("@jest/test-sequencer").default;

/** One takes away what the others look at. */
const last = ({ path }) => path.endsWith("take-away.test.ts");

/** Files by their names, but for that one. */
module.exports = class extends Sequencer {
  sort(tests) {
    return [...tests].sort((a, b) => last(a) - last(b) || (a.path < b.path ? -1 : 1));
  }
};
