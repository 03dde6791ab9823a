import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import ts from "typescript";

/** A statement that must not compile, and its twin on the next lines that must. */
export interface Pair {
  /** What the directive says is wrong. */
  readonly reason: string;
  readonly wrong: string;
  readonly twin: string;
  /** Where the wrong statement stands in the file. */
  readonly from: number;
  readonly to: number;
}

const directive = /^\/\/ @ts-expect-error (.+)$/gm;

/** The pairs of a file: a directive, the wrong statement, the twin. */
export function pairsOf(file: string): readonly Pair[] {
  const text = readFileSync(file, "utf8");
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  return [...text.matchAll(directive)].map((match) => {
    const after = source.statements.filter((statement) => statement.getStart(source) > match.index);
    const [wrong, twin] = after;
    if (!wrong || !twin) throw new Error(`${file}: no pair follows "${match[0]}"`);
    return {
      reason: match[1] ?? "",
      wrong: wrong.getText(source),
      twin: twin.getText(source),
      from: wrong.getStart(source),
      to: wrong.getEnd(),
    };
  });
}

/** The words of a statement that its twin does not have at the same place; undefined where they have not as many. */
export function differences(one: string, other: string): readonly [string, string][] | undefined {
  const [left, right] = [tokens(one), tokens(other)];
  if (left.length !== right.length) return undefined;
  return left.flatMap((token, i): [string, string][] =>
    token === right[i] ? [] : [[token, right[i] ?? ""]],
  );
}

function tokens(text: string): readonly string[] {
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, true, ts.LanguageVariant.Standard, text);
  const found: string[] = [];
  while (scanner.scan() !== ts.SyntaxKind.EndOfFileToken) found.push(scanner.getTokenText());
  return found;
}

/** Where the compiler finds errors in the files; `edit` changes their text, not its length. */
export function errorsIn(
  files: readonly string[],
  edit: (text: string) => string = (text) => text,
): ReadonlyMap<string, readonly ts.Diagnostic[]> {
  const path = ts.findConfigFile(dirname(files[0] ?? ""), ts.sys.fileExists);
  if (path === undefined) throw new Error("no tsconfig.json above the type tests");
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(path, ts.sys.readFile).config,
    ts.sys,
    dirname(path),
  );
  const host = ts.createCompilerHost(options);
  const read = host.readFile;
  host.readFile = (name) => {
    const text = read(name);
    return text !== undefined && files.includes(name) ? edit(text) : text;
  };
  const program = ts.createProgram([...files], { ...options, noEmit: true }, host);
  return new Map(
    files.map((file) => {
      const source = program.getSourceFile(file);
      return [file, [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]];
    }),
  );
}

/** Takes the compiler's leave to fail away, and leaves every statement where it is. */
export function withoutDirectives(text: string): string {
  return text.replaceAll(directive, (line) => `// ${" ".repeat(line.length - 3)}`);
}
