const Sequencer = require("@jest/test-sequencer").default;

/** Files by their names: the last one takes away what the others look at. */
module.exports = class extends Sequencer {
  sort(tests) {
    return [...tests].sort((a, b) => (a.path < b.path ? -1 : 1));
  }
};
