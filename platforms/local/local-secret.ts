import { type CustomResourceOptions, dynamic, type Output } from "@pulumi/pulumi";
import { generateSecret } from "./generate-secret";

interface SecretProps {
  readonly value?: string;
}

const provider: dynamic.ResourceProvider<SecretProps, SecretProps> = {
  create: async () => ({ id: "generated", outs: { value: generateSecret() } }),
  // Generated once: nothing but another name makes another secret.
  diff: async () => ({ changes: false }),
};

/** A generated secret, kept in the state as a Pulumi secret for as long as the resource has its name. */
export class LocalSecret extends dynamic.Resource {
  declare readonly value: Output<string>;

  constructor(name: string, opts?: CustomResourceOptions) {
    super(
      provider,
      name,
      { value: undefined },
      { ...opts, additionalSecretOutputs: ["value"] },
      "local",
      "Secret",
    );
  }
}
