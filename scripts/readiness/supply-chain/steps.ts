import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { imageName } from "../../../platforms/image-reference";
import { imageLockSchema } from "../../../toolchain/image-lock";
import {
  backupImage,
  type Image,
  ownImage,
  products,
  ragbaseImages,
  toolImage,
} from "../../../toolchain/versions";
import { repository } from "../../stack/engine-environment";
import { type AuditLevel, auditLevels, auditOutcome, type StepOutcome } from "./audit";
import { imageBill } from "./image-bill";

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly isMissing: boolean;
}

const mostOutput = 64 * 1024 * 1024;

function run(program: string, ...args: string[]): Ran {
  const { status, stdout, error } = spawnSync(program, args, {
    cwd: repository,
    encoding: "utf8",
    maxBuffer: mostOutput,
  });
  return { code: status, out: stdout ?? "", isMissing: error !== undefined };
}

/** Asks the registry for advisories on every dependency. */
export function audit(level: AuditLevel): StepOutcome {
  return auditOutcome(run("npm", "audit", "--json").out, level);
}

/** Writes the list of what belfry is made of, as CycloneDX. */
export function billOfMaterials(folder: string): StepOutcome {
  const { code, out } = run("npm", "sbom", "--sbom-format", "cyclonedx", "--omit", "dev");
  if (code !== 0)
    return {
      status: "fail",
      detail: "npm sbom has failed. Fix: run it by hand; it wants node_modules of npm ci",
    };
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "sbom.cdx.json");
  writeFileSync(file, out);
  return { status: "pass", detail: `written to ${file}` };
}

/** Writes, for each image that is made from this clone, what it is made of: as syft sees it, else as its Dockerfile says. */
export function imageBills(folder: string): StepOutcome {
  const { code, out } = run("npm", "sbom", "--sbom-format", "cyclonedx", "--omit", "dev");
  if (code !== 0) return { status: "fail", detail: "npm sbom has failed. Fix: run it by hand" };
  const lockText = readFileSync(join(repository, "toolchain/images.lock.json"), "utf8");
  const lock = imageLockSchema.parse(JSON.parse(lockText));
  mkdirSync(folder, { recursive: true });
  const seen = [ownImage, backupImage, toolImage].map((image) => {
    const dockerfile = readFileSync(join(repository, image.build?.dockerfile ?? ""), "utf8");
    const syft = run("syft", imageName(image), "--output", "cyclonedx-json");
    const isSeen = syft.code === 0;
    const bill = isSeen ? syft.out : imageBill(image, dockerfile, out, lock);
    writeFileSync(join(folder, `${image.repository}.cdx.json`), bill);
    return `${image.repository}${isSeen ? " (syft)" : ""}`;
  });
  return { status: "pass", detail: `written to ${folder}: ${seen.join(", ")}` };
}

function reference({ repository: name, tag, digest }: Image): string {
  return digest === "unlocked" ? `${name}:${tag}` : `${name}@${digest}`;
}

/** A level and what is worse, in Trivy's words. */
export function severitiesFrom(level: AuditLevel): readonly string[] {
  const all = auditLevels.map((one) => (one === "moderate" ? "MEDIUM" : one.toUpperCase()));
  return all.slice(auditLevels.indexOf(level));
}

/**
 * Every image that the stack pulls, RAGBase's among them, looked through by Trivy where it is at hand. Belfry's own are
 * built where they run: what they are made of stands in their bills of materials.
 */
export function imageScan(level: AuditLevel): StepOutcome {
  if (run("trivy", "--version").isMissing)
    return { status: "skip", detail: "no scanner: trivy is not on PATH" };
  const severities = severitiesFrom(level).join(",");
  const pulled = Object.values(products).flatMap((product) => ("image" in product ? [product.image] : []));
  const images = [...new Set([...pulled, ...Object.values(ragbaseImages)].map(reference))];
  const bad = images.filter(
    (image) =>
      run("trivy", "image", "--quiet", "--exit-code", "1", "--severity", severities, image).code !== 0,
  );
  return bad.length > 0
    ? { status: "fail", detail: `vulnerable, or not to be had: ${bad.join(", ")}` }
    : { status: "pass", detail: `${images.length} images` };
}
