import { InvalidArgumentError, Option } from "commander";

/** `-c belfry:images={"unlocked":"allow"}`: a setting in place of the stack's, as text or JSON, as for pulumi. */
export function configOption(): Option {
  return new Option(
    "-c, --config <key=value>",
    "a setting in place of the stack's, as for pulumi (repeatable)",
  )
    .default({})
    .argParser(setting);
}

function setting(text: string, before: Readonly<Record<string, string>>): Record<string, string> {
  const equals = text.indexOf("=");
  if (equals < 1) throw new InvalidArgumentError("expected key=value.");
  return { ...before, [text.slice(0, equals)]: text.slice(equals + 1) };
}
