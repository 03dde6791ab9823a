import type { Builder } from "@grafana/grafana-foundation-sdk/cog";

/** A finished value where the SDK wants a builder: its own builders fill in defaults that cannot be taken away. */
export function built<T>(value: T): Builder<T> {
  return { build: () => value };
}
