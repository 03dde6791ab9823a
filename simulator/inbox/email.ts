import PostalMime from "postal-mime";
import { contentOf, labelIn } from "./evidence";
import type { Incoming } from "./message";

/** The words of an HTML page, so that labels can be found in them. */
function words(html: string): string {
  return html
    .replace(/<(style|script)[\s\S]*?<\/\1>/gi, " ")
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ");
}

/** What an e-mail says. Its system is the label that it carries, else the first recipient's mailbox. */
export async function readEmail(source: string, recipients: readonly string[]): Promise<Incoming> {
  const email = await PostalMime.parse(source);
  const text = email.text ?? words(email.html ?? "");
  const mailbox = recipients[0]?.split("@")[0] ?? "";
  return {
    channel: "email",
    system: labelIn(text, "system") ?? mailbox,
    ...contentOf(email.subject ?? "", text),
    raw: source,
  };
}
