import { fstatSync, mkdirSync, openSync, writeSync } from "node:fs";
import path from "node:path";

/**
 * Sends what the process itself prints to a file: whoever started the kernel may be gone, and its pipe with
 * it. Streams that lead to a file already are left alone.
 */
export function logTo(file: string): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const descriptor = openSync(file, "a", 0o600);
  for (const stream of [process.stdout, process.stderr]) {
    if (fstatSync(stream.fd).isFile()) continue;
    stream.write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
      writeSync(descriptor, typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8"));
      const done = rest.find((argument) => typeof argument === "function") as (() => void) | undefined;
      if (done) process.nextTick(done);
      return true;
    };
  }
}
