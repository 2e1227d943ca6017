import { type Message, type TransformOptions, type TransformResult, transform } from "esbuild";
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
    const { code, map, warnings } =
      (await keepingFolded(source, options)) ?? (await transform(source + moduleMark, options));
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

/** Goes on with a cell's last expression as a member access, unless a semicolon has ended it. */
const lastMark = ".__summnbLast";
const sumOfTexts = /["'`]\s*\+|\+\s*["'`]/;

/**
 * esbuild folds a sum of texts and then drops the statement, as it drops no other: with a member access at its
 * end it keeps the sum. Undefined where there is nothing to keep or the access does not fit.
 */
async function keepingFolded(
  source: string,
  options: TransformOptions,
): Promise<TransformResult | undefined> {
  if (!sumOfTexts.test(source)) return undefined;
  try {
    const result = await transform(`${source}\n${lastMark}${moduleMark}`, options);
    const at = result.code.lastIndexOf(lastMark);
    if (at < 0) return undefined;
    return { ...result, code: result.code.slice(0, at) + result.code.slice(at + lastMark.length) };
  } catch {
    return undefined;
  }
}

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
