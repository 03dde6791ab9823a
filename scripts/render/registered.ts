import { runtime } from "@pulumi/pulumi";

/** A resource as a program asked the engine for it, its secrets in plain text. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

interface ProgramRun {
  readonly project: string;
  readonly stack: string;
  readonly config: Readonly<Record<string, string>>;
  /** What a generated secret is. */
  readonly password: (name: string) => string;
}

const passwordType = "random:index/randomPassword:RandomPassword";
const builtType = "docker:index/image:Image";
const imageType = "docker:index/remoteImage:RemoteImage";
/** How the SDK marks a secret on its way to the engine. */
const secretMarker = "4dabf18193072939515e22adb298388d";

/** Runs the stack's program without an engine, and returns everything that it registers, in no order. */
export async function registeredBy(
  program: () => Promise<unknown>,
  { project, stack, config, password }: ProgramRun,
): Promise<readonly Registered[]> {
  const registered: Registered[] = [];
  runtime.setMocks(
    {
      newResource: ({ type, name, inputs, custom }) => {
        if (custom !== false) registered.push({ type, name, inputs: unmarked(inputs) });
        return { id: name, state: { ...inputs, ...computed(type, name, inputs, password) } };
      },
      call: ({ inputs }) => inputs,
    },
    project,
    stack,
  );
  runtime.setAllConfig({ ...config });
  await program();
  // Inputs that wait for other resources are registered later than the program ends.
  await runtime.disconnect();
  return registered;
}

/** What a provider would add. */
function computed(
  type: string,
  name: string,
  inputs: Readonly<Record<string, unknown>>,
  password: (name: string) => string,
): Record<string, unknown> {
  if (type === passwordType) return { result: password(name) };
  // Whoever has no engine knows an image by its reference.
  if (type === builtType) return { repoDigest: inputs.imageName };
  return type === imageType ? { imageId: inputs.name } : {};
}

/** The properties without the marks of secrets; a secret's mark is at the top of the property that holds it. */
function unmarked(inputs: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(inputs).map(([key, value]) => [key, isMarked(value) ? value.value : value]),
  );
}

function isMarked(value: unknown): value is { readonly value: unknown } {
  return typeof value === "object" && value !== null && secretMarker in value && "value" in value;
}
