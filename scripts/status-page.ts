/** `npm run status-page -- [stack] --out status.html`: is it there, was it there, are the promises kept? One HTML file. */
import { writeFileSync } from "node:fs";
import { Command } from "commander";
import { loadCatalog } from "../catalog";
import { statusHtml } from "../dashboards/status-html";
import { statusQuestions } from "../dashboards/status-page";
import { maintenance } from "../maintenance";
import { type CommandOptions, chosenStack, runScript, withStack } from "./stack/command";
import { serviceStatus } from "./stack/service-status";
import { unitUrl } from "./unit-url";

interface StatusPageOptions extends CommandOptions {
  readonly prometheus?: string;
  readonly environment?: string;
  readonly out?: string;
}

const command = new Command("status-page")
  .description("Write the status of every service as one HTML file.")
  .option("--prometheus <url>", "ask this Prometheus (default: that of the local stack)")
  .option("--environment <name>", "whose planned maintenance is shown (default: the stack's name)")
  .option("--out <file>", "write it there (default: standard output)")
  .action(async (named: string | undefined, options: StatusPageOptions) => {
    const places = chosenStack(named, options);
    const url = options.prometheus ?? unitUrl(places, "prometheus", "http");
    const at = new Date();
    const services = [];
    for (const questions of statusQuestions(loadCatalog()))
      services.push(await serviceStatus(url, questions, at));
    const environment = options.environment ?? places.name;
    const planned = maintenance.filter((one) => one.environment === environment);
    const page = statusHtml({ at, environment, services, maintenance: planned });
    if (options.out === undefined) process.stdout.write(page);
    else writeFileSync(options.out, page);
  });
runScript(withStack(command));
