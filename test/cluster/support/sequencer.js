const Sequencer = require("@jest/test-sequencer").default;

/** What disturbs nothing comes first; the last one takes away what the others look at. */
const order = [
  "smoke",
  "telemetry",
  "network",
  "parity",
  "change",
  "resources",
  "kills",
  "restore",
  "storage",
];

function place({ path }) {
  const found = order.findIndex((name) => path.endsWith(`/${name}.test.ts`));
  if (found === -1)
    throw new Error(`${path} has no place in the order of test/cluster/support/sequencer.js.`);
  return found;
}

module.exports = class extends Sequencer {
  sort(tests) {
    return [...tests].sort((a, b) => place(a) - place(b));
  }
};
