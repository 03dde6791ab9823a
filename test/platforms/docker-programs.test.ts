import { join } from "node:path";
import { parse } from "yaml";
import { rendered } from "../../scripts/render/rendered";
import { stackConfig } from "../../scripts/render/stack-config";
import { shippedPrograms } from "../support/shipped-programs";

// A container runs what its shipped image holds: nobody else's is changed or built upon for the stack.

interface Service {
  readonly image: string;
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
}

let services: readonly (readonly [name: string, service: Service])[];
beforeAll(async () => {
  const settings = stackConfig(join(__dirname, "../.."), "dev");
  const { files } = await rendered("dev", settings, (name) => name);
  const all: Record<string, Service> = parse(files["compose.yaml"] ?? "").services;
  services = Object.entries(all).filter(([, { image }]) => !/^belfry(-|:)/.test(image));
}, 60_000);

/** What a shell does itself. */
const builtIn = new Set(["set", "test", "exec", "echo", ":"]);

/** The first words of a shell's commands: `a; b | c && d`; what is quoted holds none. */
function programsOf(script: string): readonly string[] {
  const commands = script
    .replaceAll(/"[^"]*"/g, "")
    .split(/;|&&|\|\|?/)
    .map((one) => one.trim().split(" ")[0] ?? "");
  return commands.filter((word) => word && !builtIn.has(word));
}

/** Everything that a container is told to run by name. */
function used({ entrypoint = [], command = [], healthcheck }: Service): readonly string[] {
  const [, asked = ""] = healthcheck?.test ?? [];
  const words = [...entrypoint, ...(entrypoint[0] === "sh" ? command.slice(1) : [])];
  const [first] = words;
  const scripts = words.filter((_, index) => words[index - 1] === "-c").flatMap(programsOf);
  const handed = entrypoint[0] === "sh" ? command.slice(1, 2) : [];
  return [first, asked, ...scripts, ...handed].filter((word): word is string => Boolean(word));
}

const repositoryOf = (image: string) => (image.split("@")[0] ?? "").replace(/:[^:/]*$/, "");

test("checks, preparations and entrypoints take only what the image holds, or the probe from the volume", () => {
  const strange = services.flatMap(([name, service]) => {
    const shipped = shippedPrograms[repositoryOf(service.image)];
    const words = used(service).filter((word) => word !== "/belfry/bin/belfry-tool");
    return words.filter((word) => !shipped?.includes(word)).map((word) => `${name}: ${word}`);
  });
  expect(strange).toEqual([]);
});

test("what is looked for is there", () => {
  const of = (name: string) => services.find(([known]) => known === `belfry-dev-${name}`)?.[1];
  const programs = (name: string) => [...new Set(used(of(name) ?? { image: "none" }))].sort();
  expect(programs("ragbase-postgres-prepare")).toEqual(["initdb", "postgres", "rm", "sh"]);
  expect(programs("postgres-prepare")).toEqual(["initdb", "sh"]);
  expect(programs("ragbase-postgres")).toEqual(["pg_isready", "postgres"]);
  expect(programs("ragbase-redis")).toEqual(["redis-cli", "redis-server"]);
  expect(programs("collector")).toEqual(["/belfry/bin/belfry-tool"]);
});

test("every image that is not belfry's own is on the list", () => {
  const images = new Set(services.map(([, { image }]) => repositoryOf(image)));
  expect([...images].sort()).toEqual(Object.keys(shippedPrograms).sort());
});
