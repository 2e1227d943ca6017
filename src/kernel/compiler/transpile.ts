import { type Message, type TransformOptions, transform } from "esbuild";
import { CellSyntaxError } from "./errors.js";

/** JavaScript made from TypeScript, one statement of the source after the other. */
export interface Transpiled {
  code: string;
  /** Source map to the TypeScript, as JSON. */
  map: string;
}

/**
 * Takes the types out of a cell. Imports stay, even unused ones, because a later cell may use them;
 * `import type` goes. Throws a CellSyntaxError at the cell's own line.
 */
export async function transpile(source: string, file: string): Promise<Transpiled> {
  const options: TransformOptions = {
    loader: "ts",
    format: "esm",
    target: "es2022",
    supported: { "import-attributes": true },
    sourcemap: "external",
    sourcefile: file,
    treeShaking: false,
    logLevel: "silent",
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
  };
  try {
    const { code, map, warnings } = await transform(source + moduleMark, options);
    const constant = warnings.find(({ id }) => id === "assign-to-constant");
    if (constant) throw syntaxError(constant);
    return { code, map };
  } catch (error) {
    const [first] = (error as { errors?: Message[] }).errors ?? [];
    if (!first) throw error;
    // What is wrong at the mark is an end that comes too early: without the mark esbuild says so.
    if ((first.location?.line ?? 0) <= source.split("\n").length) throw syntaxError(first);
    await transform(source, options).catch(({ errors }: { errors: Message[] }) => {
      throw syntaxError(errors[0]!);
    });
    throw syntaxError(first);
  }
}

/** Makes esbuild read a cell as a module, in which `await` is allowed at the top and `return` is not. */
const moduleMark = "\nexport {}";

/** esbuild's sentences that a user of cells would not understand. */
const sentences: [wanted: RegExp, sentence: string][] = [
  [/^Top-level return.*/, "A cell can't return a value: its last expression is shown."],
  [
    /^This assignment will throw because "(.*)" is a constant/,
    "“$1” is a constant and can't be assigned to.",
  ],
];

export function syntaxError(message: Message): CellSyntaxError {
  const { location } = message;
  let text = message.text;
  for (const [wanted, sentence] of sentences) text = text.replace(wanted, sentence);
  return location
    ? new CellSyntaxError(text, { line: location.line, column: location.column + 1 }, location.lineText)
    : new CellSyntaxError(text);
}

/** Whether a cell's last statement ends with a semicolon, which asks not to show its value. */
export async function endsWithSemicolon(source: string): Promise<boolean> {
  if (!source.includes(";")) return false;
  try {
    // A member access goes on with the last expression, unless a semicolon has ended it.
    await transform(`${source}\n.x`, { loader: "ts", format: "esm", target: "es2022", logLevel: "silent" });
    return false;
  } catch {
    return true;
  }
}
