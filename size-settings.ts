import { z } from "zod";
import { secretFile } from "./secret-source";
import type { StackSizeName } from "./sizing/copies";

/** A bucket that speaks S3, outside of the stack. */
export const objectStorageSchema = z.strictObject({
  endpoint: z.string().regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d+)?$/, {
    error: 'expected a host and perhaps a port, such as "s3.example.com:9000"',
  }),
  bucket: z.string().min(3),
  region: z.string().min(1).default("us-east-1"),
  /** Is it spoken to without TLS? */
  insecure: z.boolean().default(false),
  /** The keys, as the tools of AWS keep them: `[default]`, `aws_access_key_id = …`, `aws_secret_access_key = …`. */
  credentialsFile: secretFile,
});

export type ObjectStorageSettings = z.infer<typeof objectStorageSchema>;

/** A size, and what else it depends on. */
interface Sized {
  readonly size: StackSizeName;
  readonly platform: string;
  readonly objectStorage?: ObjectStorageSettings;
}

/** What a size needs besides its own key. */
export function sizeProblems({ size, platform, objectStorage }: Sized): readonly string[] {
  if (size === "small") return [];
  const is = `belfry:size is ${JSON.stringify(size)}`;
  if (platform !== "kubernetes")
    return [
      `${is}, and the platform ${platform} runs one copy of each server. Fix: pulumi config set belfry:size small.`,
    ];
  if (objectStorage) return [];
  return [
    `${is}, and belfry:objectStorage is not set: the copies of Loki share a bucket. Fix: pulumi config set --path belfry:objectStorage.endpoint <host>, and .bucket and .credentialsFile likewise.`,
  ];
}
