// Runs other programs, with their output in a log file that an error can point to.
import { spawn, spawnSync } from "node:child_process";
import { createWriteStream, mkdirSync } from "node:fs";
import path from "node:path";
import { cache } from "./paths.mjs";

/** The output of a program that answers at once, or undefined when it is absent or fails. */
export function answer(command, args, options = {}) {
  const result = spawnSync(command, args, { encoding: "utf8", timeout: 20_000, ...options });
  return result.status === 0 ? `${result.stdout}${result.stderr}`.trim() : undefined;
}

/**
 * Runs a program to its end, its output in `.cache/logs/NAME.log`; `onLine` sees every line.
 * Resolves to `{ code, log, tail }`; never rejects for a failing program. `signal` kills it.
 */
export function run(command, args, { name, onLine = () => {}, signal, ...options }) {
  const log = path.join(cache, "logs", `${name}.log`);
  mkdirSync(path.dirname(log), { recursive: true });
  const file = createWriteStream(log);
  const tail = [];
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], signal, ...options });
    const finish = (code, reason) => file.end(() => resolve({ code, log, tail: reason ?? tail.join("\n") }));
    for (const stream of [child.stdout, child.stderr]) {
      let rest = "";
      stream.setEncoding("utf8");
      stream.on("data", (chunk) => {
        file.write(chunk);
        const lines = (rest + chunk).split(/\r\n|\n|\r/);
        rest = lines.pop();
        for (const line of lines) {
          if (line.trim()) tail.push(line);
          if (tail.length > 15) tail.shift();
          onLine(line);
        }
      });
    }
    child.on("error", (error) => finish(1, error.message));
    child.on("close", (code) => finish(code ?? 1));
  });
}

/** Windows finds `npm` only by its script's name and through a shell. */
export const npm =
  process.platform === "win32" ? { command: "npm.cmd", shell: true } : { command: "npm", shell: false };
