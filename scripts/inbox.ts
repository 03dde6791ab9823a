/** `npm run inbox`: the messages that alerts have sent in a stack where nobody is paged. */
import { setTimeout as wait } from "node:timers/promises";
import { Command, InvalidArgumentError, Option } from "commander";
import pc from "picocolors";
import { z } from "zod";
import type { Message } from "../simulator/inbox/message";
import { inboxChannels, messageSchema } from "../simulator/inbox/message";
import { chosenStack, runScript } from "./stack/command";
import { ask, unitUrl } from "./unit-url";

interface Options {
  readonly json?: boolean;
  readonly follow?: boolean;
  readonly channel?: string;
  readonly system?: string;
  readonly limit: number;
  readonly clear?: boolean;
  readonly stack?: string;
}

const pollMs = 1000;

function atLeastOne(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new InvalidArgumentError("Use a whole number, 1 or more.");
}

/** Width of each column but the last. Fixed, so that what `--follow` adds stays aligned. */
const columns = { time: 19, channel: 9, system: 10, status: 8, severity: 8, alert: 24 };

function line(cells: readonly string[], colour: (text: string) => string = (text) => text): string {
  const widths = Object.values(columns);
  return cells
    .map((cell, i) => (i === 3 ? colour(cell.padEnd(widths[i] ?? 0)) : cell.padEnd(widths[i] ?? 0)))
    .join("  ")
    .trimEnd();
}

function rows(messages: readonly Message[]): string {
  return messages
    .map(({ time, channel, system, status, severity = "", alertname = "", text }) => {
      const [summary = ""] = text.split("\n");
      const cells = [
        time.slice(0, 19).replace("T", " "),
        channel,
        system,
        status,
        severity,
        alertname,
        summary,
      ];
      return line(cells, status === "firing" ? pc.red : pc.green);
    })
    .join("\n");
}

async function inbox(options: Options): Promise<void> {
  const stack = chosenStack(undefined, options.stack === undefined ? {} : { stack: options.stack });
  const url = `${unitUrl(stack, "inbox", "http")}/messages`;
  if (options.clear) await ask(url, "DELETE");
  const filter = new URLSearchParams();
  if (options.channel) filter.set("channel", options.channel);
  if (options.system) filter.set("system", options.system);
  const fetched = async () => z.array(messageSchema).parse(await ask(`${url}?${filter}`));
  let messages = (await fetched()).slice(-options.limit);
  const shown = options.json ? lines : rows;
  if (options.json && !options.follow) console.log(JSON.stringify(messages, null, 2));
  else if (messages.length === 0 && !options.follow) console.log("No message has come.");
  else {
    if (!options.json) console.log(pc.bold(line([...Object.keys(columns), "summary"]).toUpperCase()));
    if (messages.length > 0) console.log(shown(messages));
  }
  let last = messages.at(-1)?.id ?? 0;
  while (options.follow) {
    await wait(pollMs);
    messages = (await fetched()).filter(({ id }) => id > last);
    last = messages.at(-1)?.id ?? last;
    if (messages.length > 0) console.log(shown(messages));
  }
}

function lines(messages: readonly Message[]): string {
  return messages.map((message) => JSON.stringify(message)).join("\n");
}

runScript(
  new Command("inbox")
    .description("Show the messages that alerts have sent.")
    .option("--json", "print them as JSON, one a line with --follow")
    .option("--follow", "wait for more")
    .addOption(new Option("--channel <channel>", "only this way").choices(inboxChannels))
    .option("--system <system>", "only this system's")
    .option("--limit <number>", "at most so many, the last ones", atLeastOne, 20)
    .option("--clear", "first delete what has come")
    .option("-s, --stack <name>", "name of the stack (default: BELFRY_STACK, else local)")
    .showHelpAfterError()
    .action(inbox),
);
