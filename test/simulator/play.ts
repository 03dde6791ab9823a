/**
 * Plays the fixture in a process of its own: OpenTelemetry's HTTP exporters load `http` with a dynamic import, which
 * jest's sandbox does not have. Arguments: the fixture's shape as JSON and the OTLP receiver. Says its port.
 */
import { shop, simulate, stopAll } from "./fixture";

const [shape = "{}", otlp = ""] = process.argv.slice(2);

simulate(shop(JSON.parse(shape)), { otlp }).then((simulator) => {
  console.log(simulator.port);
  process.stdin.resume().on("end", () => stopAll().then(() => process.exit()));
});
