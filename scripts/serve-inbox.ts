import { Command } from "commander";
import { startInbox } from "../simulator/inbox/inbox";
import { port } from "./serve/arguments";
import { endOnSignal } from "./serve/end-on-signal";
import { runScript } from "./stack/command";

interface Options {
  readonly host: string;
  readonly closedNetwork?: boolean;
  readonly httpPort: number;
  readonly smtpPort: number;
  readonly dataDir: string;
}

async function serve(options: Options): Promise<void> {
  const inbox = await startInbox(options);
  console.error(`inbox: HTTP on port ${inbox.httpPort}, SMTP on port ${inbox.smtpPort}`);
  endOnSignal(() => inbox.close());
}

runScript(
  new Command("serve-inbox")
    .description("Take the messages of alerts where nobody is to be paged.")
    .requiredOption("--http-port <port>", "port for Slack, PagerDuty and webhooks", port)
    .requiredOption("--smtp-port <port>", "port for e-mail", port)
    .requiredOption("--data-dir <folder>", "where messages are kept")
    .option("--host <address>", "loopback address to listen on", "127.0.0.1")
    .option("--closed-network", "any address will do: only who may send is let in")
    .action(serve),
);
