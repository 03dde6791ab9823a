/** `npm run inbox`: the messages that alerts have sent in a stack where nobody is paged. */
import { setTimeout as wait } from "node:timers/promises";
import Table from "cli-table3";
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

function table(messages: readonly Message[], heads: readonly string[]): string {
  const bare = { top: "", "top-mid": "", "top-left": "", "top-right": "", bottom: "", "bottom-mid": "" };
  const rows = new Table({
    head: [...heads],
    chars: { ...bare, "bottom-left": "", "bottom-right": "", mid: "", left: "", right: "", middle: " " },
    style: { head: ["bold"], "padding-left": 0, "padding-right": 1, compact: true },
    colWidths: [21, 11, 13, 10, 10, 24, 60],
  });
  for (const { time, channel, system, status, severity, alertname, text } of messages) {
    const shown = status === "firing" ? pc.red(status) : pc.green(status);
    const [summary = ""] = text.split("\n");
    rows.push([time.slice(0, 19), channel, system, shown, severity ?? "", alertname ?? "", summary]);
  }
  return rows.toString();
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
  const heads = ["time", "channel", "system", "status", "severity", "alert", "summary"];
  if (!options.json) {
    console.log(messages.length > 0 || options.follow ? table(messages, heads) : "No message has come.");
  } else console.log(options.follow ? lines(messages) : JSON.stringify(messages, null, 2));
  let last = messages.at(-1)?.id ?? 0;
  while (options.follow) {
    await wait(pollMs);
    messages = (await fetched()).filter(({ id }) => id > last);
    last = messages.at(-1)?.id ?? last;
    if (messages.length > 0) console.log(options.json ? lines(messages) : table(messages, []));
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
