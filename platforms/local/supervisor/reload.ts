import { request } from "node:http";
import { isAlive, type ProcessIdentity } from "../process-identity";
import type { UnitReload } from "../unit";

const answerWithinSeconds = 30;

/** Lets a process take its changed files; throws with the server's own words where it refuses them. */
export async function reloadProcess(name: string, how: UnitReload, identity: ProcessIdentity): Promise<void> {
  switch (how.by) {
    case "itself":
      return;
    case "signal":
      if (isAlive(identity)) process.kill(identity.pid, how.signal);
      return;
    case "http": {
      const { status, body } = await post(how.url);
      if (status < 300) return;
      throw new Error(
        `${name} refused its new files: POST ${how.url} answered ${status}: ${body.trim().slice(0, 400)}`,
      );
    }
  }
}

function post(url: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const options = { method: "POST", agent: false, signal: AbortSignal.timeout(answerWithinSeconds * 1000) };
    const sent = request(url, options, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (text: string) => {
        body += text;
      });
      response.on("error", reject);
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
    });
    sent.on("error", (error) => reject(new Error(`POST ${url}: ${error.message}`)));
    sent.end();
  });
}
