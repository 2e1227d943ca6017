import { fstatSync, mkdirSync, openSync, writeSync } from "node:fs";
import path from "node:path";
import { redact } from "../../protocol/secrets.js";

/**
 * Sends what the process itself prints to a file: whoever started the kernel may be gone, and its pipe with
 * it. Streams that lead to a file already go on to it. No access token is written.
 */
export function logTo(file: string): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const descriptor = openSync(file, "a", 0o600);
  for (const stream of [process.stdout, process.stderr]) {
    const target = fstatSync(stream.fd).isFile() ? stream.fd : descriptor;
    stream.write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
      writeSync(target, redact(typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8")));
      const done = rest.find((argument) => typeof argument === "function") as (() => void) | undefined;
      if (done) process.nextTick(done);
      return true;
    };
  }
}
