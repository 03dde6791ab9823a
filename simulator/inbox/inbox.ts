import { isLoopback } from "../listen";
import { Failures } from "./failures";
import { inboxHttp } from "./http";
import { inboxSmtp } from "./smtp";
import { MessageStore } from "./store";

export interface InboxOptions {
  /** A loopback address, unless the network is closed: whoever reaches the inbox can read and delete every message. */
  readonly host: string;
  /** A container's network lets in those who declare a connection, so that any address will do. @default false */
  readonly closedNetwork?: boolean;
  /** 0 for any free port. */
  readonly httpPort: number;
  readonly smtpPort: number;
  /** Folder of the stored messages. */
  readonly dataDir: string;
}

export interface Inbox {
  readonly httpPort: number;
  readonly smtpPort: number;
  close(): Promise<void>;
}

/** Takes the messages that alerts send where nobody is to be paged, keeps the last ones and shows them. */
export async function startInbox({
  host,
  closedNetwork = false,
  httpPort,
  smtpPort,
  dataDir,
}: InboxOptions): Promise<Inbox> {
  if (!closedNetwork && !isLoopback(host)) {
    throw new Error(`The inbox has no password and cannot listen on ${host}. Fix: --host 127.0.0.1.`);
  }
  const store = new MessageStore(dataDir);
  const failures = new Failures();
  const http = await inboxHttp(host, httpPort, store, failures);
  const smtp = await inboxSmtp(host, smtpPort, store, failures);
  return {
    httpPort: http.port,
    smtpPort: smtp.port,
    close: async () => {
      await Promise.all([http.close(), smtp.close()]);
    },
  };
}
