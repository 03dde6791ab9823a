import { runtime } from "@pulumi/pulumi";

/** A resource as the engine was asked for it; a secret is `{ secret: … }` at the top of the property that holds it. */
export interface Recorded {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
}

/** How the SDK marks a secret on its way to the engine. */
const marker = "4dabf18193072939515e22adb298388d";

function isMarked(value: unknown): value is { value: unknown } {
  return typeof value === "object" && value !== null && marker in value;
}

/** What providers compute: a password, and which image a container is made of. */
function computed(name: string, { name: image, imageName }: Record<string, unknown>) {
  return { result: `generated-${name}`, imageId: `id of ${image}`, repoDigest: `digest of ${imageName}` };
}

/** Puts mocks in the engine's place; what is registered is collected in the list that comes back. */
export function recordResources(): Recorded[] {
  const recorded: Recorded[] = [];
  runtime.setMocks({
    newResource: ({ type, name, inputs }) => {
      const shown = Object.entries(inputs).map(([key, value]) => [
        key,
        isMarked(value) ? { secret: value.value } : value,
      ]);
      if (!type.startsWith("belfry:")) recorded.push({ type, name, inputs: Object.fromEntries(shown) });
      return { id: name, state: { ...inputs, ...computed(name, inputs) } };
    },
    call: ({ inputs }) => inputs,
  });
  return recorded;
}

/** Until everything that was begun is registered. */
export async function settled(): Promise<void> {
  await runtime.disconnect();
}
