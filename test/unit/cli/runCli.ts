import { spawn } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** dist/src/cli/main.js, from dist/test/unit/cli. */
export const cliFile = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../../src/cli/main.js");

export interface CliResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the real command line in a process of its own. */
export function runCli(args: readonly string[], input = "", env: NodeJS.ProcessEnv = {}): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [cliFile, ...args], { env: { ...process.env, ...env } });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => (stdout += chunk));
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => (stderr += chunk));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
    // A command that doesn't read its input may be gone before it is written.
    child.stdin.on("error", () => {});
    child.stdin.end(input);
  });
}

/** A stack trace's line, of this code or of Node's. */
export const stackLine = /^\s+at .+[(:/]/m;
