import { statSync } from "node:fs";
import { dirname, isAbsolute } from "node:path";

/** The user a process runs as: dropped to, or kept with the reason. */
export interface ProcessUser {
  readonly uid?: number;
  readonly gid?: number;
  readonly note?: string;
}

/** Root drops to the workload's user wherever that user can reach what it must read; anyone else stays who they are. */
export function processUser(user: number, argv: readonly string[]): ProcessUser {
  if (process.getuid?.() !== 0) return {};
  for (const path of argv.filter(isAbsolute)) {
    const barrier = closedFolder(path, user);
    if (barrier) {
      return {
        note: `runs as root: user ${user} may not enter ${barrier} (fix: chmod o+x ${barrier}, or set BELFRY_HOME and BELFRY_CACHE elsewhere)`,
      };
    }
  }
  return { uid: user, gid: user };
}

/** The first folder above `path` that `user` may not pass; nothing where the path itself does not exist. */
function closedFolder(path: string, user: number): string | undefined {
  if (!statSync(path, { throwIfNoEntry: false })) return undefined;
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const { mode, uid } = statSync(folder);
    if (!(mode & (uid === user ? 0o100 : 0o001))) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}
