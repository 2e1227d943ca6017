/** A worker thread that calls a function for the rows it is sent; it starts without anything of the library. */
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { runInThisContext } from "node:vm";
import { parentPort, workerData } from "node:worker_threads";
import { cellNames } from "../../../source/cellNames.js";
import { columnsOf, rowNumbers } from "../changes.js";
import type { Answer, Call, WorkerStart } from "./messages.js";

const { source, kind, context, features, flag } = workerData as WorkerStart;
const port = parentPort!;

/** What the text of a cell's function, and that of some compilers, refers to. */
Object.assign(globalThis, {
  [cellNames.flag]: flag,
  [cellNames.runtime]: {
    stop: () => {
      throw new Error("Interrupted.");
    },
    resume: <T>(value: T) => value,
    import: importFrom,
  },
  __name: <T>(value: T) => value,
});

type Function = (...values: unknown[]) => unknown;
const change = runInThisContext(source, { filename: "function of a worker thread" }) as Function;

/** `import()` as in a module of the current folder; the library is this one. */
async function importFrom(specifier: string): Promise<unknown> {
  if (specifier === "summnb") return import(new URL("../../../index.js", import.meta.url).href);
  if (/^\.{0,2}[/\\]/.test(specifier)) return import(pathToFileURL(path.resolve(specifier)).href);
  try {
    return await import(specifier);
  } catch {
    return import(pathToFileURL(createRequire(path.resolve("module.js")).resolve(specifier)).href);
  }
}

async function answer(call: Call): Promise<Answer> {
  const { id, start, rows } = call;
  if (kind === "batches") {
    try {
      return { id, result: await change(columnsOf(rows, features), rowNumbers(call), context) };
    } catch (error) {
      return { id, error };
    }
  }
  const results: unknown[] = [];
  for (const [index, row] of rows.entries())
    try {
      const result = await change(row, start + index, context);
      results.push(kind === "filter" ? Boolean(result) : result);
    } catch (error) {
      return { id, error, row: start + index };
    }
  return { id, result: results };
}

function send(message: Answer): void {
  try {
    port.postMessage(message);
  } catch (error) {
    port.postMessage({
      id: message.id,
      error: error instanceof Error ? new Error(error.message) : String(error),
    });
  }
}

let last: Promise<void> = Promise.resolve();
port.on("message", (call: Call) => {
  last = last.then(async () => send(await answer(call)));
});
