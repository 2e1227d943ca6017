import { Console } from "node:console";
import type { Writable } from "node:stream";
import { currentContext, type WorkContext } from "./context.js";

type StreamName = "stdout" | "stderr";
type Write = typeof process.stdout.write;

/**
 * Leads what cells print (the console, `process.stdout.write`) to their contexts; `fallback` names the
 * context for prints of unknown origin. Everything else goes where it always went. Returns a function that
 * undoes it.
 */
export function capturePrints(fallback: () => WorkContext | undefined): () => void {
  const originals = { stdout: process.stdout.write, stderr: process.stderr.write };
  const oldConsole = globalThis.console;
  const print = (name: StreamName, text: string): boolean => {
    const context = currentContext() ?? fallback();
    if (!context?.print) return false;
    context.print(name, text);
    return true;
  };
  for (const name of ["stdout", "stderr"] as const)
    process[name].write = patchedWrite(name, originals[name], print);
  globalThis.console = consoleOver(print, originals);
  return () => {
    for (const name of ["stdout", "stderr"] as const) process[name].write = originals[name];
    globalThis.console = oldConsole;
  };
}

type Print = (name: StreamName, text: string) => boolean;

function patchedWrite(name: StreamName, original: Write, print: Print): Write {
  const write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    const encoding = typeof rest[0] === "string" ? (rest[0] as BufferEncoding) : "utf8";
    const text = typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8");
    if (!print(name, typeof chunk === "string" && encoding !== "utf8" ? decoded(chunk, encoding) : text))
      return Reflect.apply(original, process[name], [chunk, ...rest]) as boolean;
    const done = rest.find((argument) => typeof argument === "function") as
      | ((error?: Error | null) => void)
      | undefined;
    if (done) process.nextTick(done);
    return true;
  };
  return write as Write;
}

function decoded(text: string, encoding: BufferEncoding): string {
  return Buffer.from(text, encoding).toString("utf8");
}

/** A console without colours, so that a notebook's text does not depend on where it ran. */
function consoleOver(print: Print, originals: Record<StreamName, Write>): Console {
  const stream = (name: StreamName) => ({
    write(text: string): boolean {
      return print(name, text) || (Reflect.apply(originals[name], process[name], [text]) as boolean);
    },
  });
  // The console needs no more of a stream than `write` when it does not listen for errors.
  const streams = { stdout: stream("stdout"), stderr: stream("stderr") } as unknown as Record<
    StreamName,
    Writable
  >;
  return new Console({ ...streams, ignoreErrors: false, colorMode: false });
}
