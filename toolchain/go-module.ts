import { z } from "zod";
import { run } from "./run";

const downloaded = z.object({ Dir: z.string() });

/** The folder of a module in the version that a wrapper module asks for, downloaded where it is not there. */
export async function goModule(wrapper: string, module: string, signal?: AbortSignal): Promise<string> {
  const { stdout } = await run("go", ["mod", "download", "-json", module], { cwd: wrapper, signal });
  return downloaded.parse(JSON.parse(stdout)).Dir;
}
