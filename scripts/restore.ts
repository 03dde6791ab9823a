/** `npm run restore -- postgres|redis --from PATH …`: makes a backup what a server has. */
import { readFileSync } from "node:fs";
import { Command } from "commander";
import { copyAt } from "../simulator/backup/copy-at";
import { redisRestore } from "../simulator/backup/redis-dump";
import { unpackCopy } from "../simulator/backup/unpack";
import type { Address } from "../simulator/destinations";
import { address } from "./serve/arguments";
import { runScript } from "./stack/command";

const from = ["--from <path>", "a copy, or the folder of copies: then the newest"] as const;

const command = new Command("restore").description("Make a backup what a server has.");
command
  .command("postgres")
  .description("unpack a copy as the server's data; the server must not run, and starts on it afterwards")
  .requiredOption(...from)
  .requiredOption("--data <folder>", "its data folder; what is there is kept beside it")
  .action(async (options: { readonly from: string; readonly data: string }) => {
    const file = copyAt(options.from, "tar.gz");
    const before = await unpackCopy({ file, data: options.data });
    console.log(`${file} is now ${options.data}`);
    if (before) console.log(`What was there is ${before}: delete it once all is well.`);
  });
command
  .command("redis")
  .description("write the keys of a copy back into the running server; those that it has stay as they are")
  .requiredOption(...from)
  .requiredOption("--redis <address>", "host:port of Redis", address)
  .requiredOption("--redis-password-file <file>", "file with its password")
  .action(
    async (options: {
      readonly from: string;
      readonly redis: Address;
      readonly redisPasswordFile: string;
    }) => {
      const file = copyAt(options.from, "json.gz");
      const password = readFileSync(options.redisPasswordFile, "utf8").trim();
      const { restored, kept, expired } = await redisRestore(
        { ...options.redis, password },
        file,
        Date.now(),
      );
      console.log(
        `${file}: ${restored} keys restored, ${kept} were there and stay, ${expired} had ended by now`,
      );
    },
  );
runScript(command);
