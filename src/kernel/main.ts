#!/usr/bin/env node
/**
 * A notebook's kernel process: `node main.js --notebook PATH --connection FILE`. It writes FILE once it listens
 * (see KernelConnectionFile), lives without the window that started it, and logs to FILE's folder. In the
 * environment, in milliseconds: `SUMMNB_KERNEL_GRACE_MS`, after which it ends when nobody is connected and no
 * cell runs, `SUMMNB_KERNEL_MAX_DETACHED_MS`, which a cell may run with nobody connected, and
 * `SUMMNB_KERNEL_IDLE_MS`, after which it ends when nobody uses it (0, the default, for never).
 */
import { existsSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { serve } from "./server/index.js";
import { logTo } from "./server/log-file.js";

const minute = 60_000;

const { values } = parseArgs({
  options: { notebook: { type: "string" }, connection: { type: "string" } },
  strict: false,
});
if (typeof values.notebook !== "string" || typeof values.connection !== "string") {
  process.stderr.write("Usage: node main.js --notebook PATH --connection FILE\n");
  process.exit(2);
}
const connectionFile = path.resolve(values.connection);

function milliseconds(variable: string, otherwise: number): number {
  const text = process.env[variable];
  return text && Number(text) >= 0 ? Number(text) : otherwise;
}

// Relative paths in cells mean the notebook's folder, from wherever the kernel was started.
const notebook = path.resolve(values.notebook);
if (existsSync(path.dirname(notebook))) process.chdir(path.dirname(notebook));

// The window that started us may go; its terminal's signals are not for us.
process.on("SIGHUP", () => {});
process.on("SIGPIPE", () => {});
logTo(path.join(path.dirname(connectionFile), "kernel.log"));
serve({
  notebook,
  connectionFile,
  limits: {
    grace: milliseconds("SUMMNB_KERNEL_GRACE_MS", 10 * minute),
    maxDetached: milliseconds("SUMMNB_KERNEL_MAX_DETACHED_MS", 48 * 60 * minute),
    idle: milliseconds("SUMMNB_KERNEL_IDLE_MS", 0),
  },
  exit: (code) => process.exit(code),
});
