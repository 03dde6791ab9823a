/** What a message may say of the alert that it brings; the receiver's template fills each in when it is sent. */
export interface MessageFacts {
  /** The alert's name in words: "Database Down". */
  readonly title: string;
  /** "critical", "warning" or "info". */
  readonly severity: string;
  /** The same in capitals: "CRITICAL". */
  readonly severityInCapitals: string;
  /** The alert's own texts, with their numbers. */
  readonly summary: string;
  readonly description: string;
  /** When it began, RFC 3339. */
  readonly startedAt: string;
  /** Address of its runbook. */
  readonly runbook: string;
  /** A label of the alert; `otherwise` where it has none. @default "" */
  label(name: string, otherwise?: string): string;
}

export type MessageText = (facts: MessageFacts) => string;

/** A JSON object of texts, nested or not. */
export interface Payload {
  readonly [key: string]: string | Payload;
}

/** How the messages of a team look where their readers expect a look of their own; else they look as belfry's do. */
export interface Presentation {
  readonly slack?: {
    readonly title: MessageText;
    readonly text: MessageText;
    readonly footer: string;
    /** Colour of the attachment's bar by severity: `#RRGGBB`. */
    readonly colours: { readonly critical: string; readonly warning: string; readonly info: string };
  };
  readonly email?: { readonly subject: MessageText };
  /** The body that the webhook expects, in place of Alertmanager's own. */
  readonly webhook?: (facts: MessageFacts) => Payload;
}
