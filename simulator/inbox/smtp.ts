import { once } from "node:events";
import { SMTPServer } from "smtp-server";
import type { Listening } from "../listen";
import { readEmail } from "./email";
import type { Failures } from "./failures";
import type { MessageStore } from "./store";

const longestEmail = 1024 * 1024;

class SmtpRefusal extends Error {
  constructor(readonly responseCode: number) {
    super("this failure was asked for");
  }
}

async function take(
  stream: AsyncIterable<Buffer>,
  recipients: readonly string[],
  store: MessageStore,
  failures: Failures,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  const failing = failures.next("email");
  if (failing !== undefined) throw new SmtpRefusal(failing);
  store.add(await readEmail(Buffer.concat(chunks).toString("utf8"), recipients));
}

/** The inbox over SMTP: takes any e-mail, without TLS and without a password, since it only listens on loopback. */
export async function inboxSmtp(
  host: string,
  port: number,
  store: MessageStore,
  failures: Failures,
): Promise<Listening> {
  const server = new SMTPServer({
    name: "inbox",
    size: longestEmail,
    disabledCommands: ["STARTTLS", "AUTH"],
    disableReverseLookup: true,
    closeTimeout: 200,
    onData(stream, { envelope }, done) {
      const recipients = envelope.rcptTo.map(({ address }) => address);
      take(stream, recipients, store, failures).then(() => done(), done);
    },
  });
  // Of single connections: a client that goes away is no concern of the inbox.
  server.on("error", () => undefined);
  const listener = server.listen(port, host);
  await once(listener, "listening");
  const address = listener.address();
  return {
    port: typeof address === "object" && address ? address.port : port,
    close: () => new Promise((closed) => server.close(() => closed())),
  };
}
