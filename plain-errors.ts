import { RunError } from "@pulumi/pulumi";

/** Runs a program so that what it refuses is told without a stack trace, unless BELFRY_DEBUG asks for one. */
export async function plainErrors<T>(program: () => Promise<T>): Promise<T> {
  try {
    return await program();
  } catch (error) {
    if (process.env.BELFRY_DEBUG) throw error;
    throw new RunError(error instanceof Error ? error.message : String(error));
  }
}
