#!/usr/bin/env node
/**
 * A notebook's kernel process: `node main.js --notebook PATH --connection FILE`. It writes FILE once it listens
 * (see KernelConnectionFile), lives without the window that started it, and logs to FILE's folder.
 */
import path from "node:path";
import { parseArgs } from "node:util";
import { serve } from "./server/index.js";
import { logTo } from "./server/log-file.js";

/** Ten minutes. */
const defaultGrace = 600_000;

const { values } = parseArgs({
  options: { notebook: { type: "string" }, connection: { type: "string" } },
  strict: false,
});
if (typeof values.notebook !== "string" || typeof values.connection !== "string") {
  process.stderr.write("Usage: node main.js --notebook PATH --connection FILE\n");
  process.exit(2);
}
const connectionFile = path.resolve(values.connection);
const grace = Number(process.env.SUMMNB_KERNEL_GRACE_MS);

// The window that started us may go; its terminal's signals are not for us.
process.on("SIGHUP", () => {});
process.on("SIGPIPE", () => {});
serve({
  notebook: path.resolve(values.notebook),
  connectionFile,
  grace: Number.isFinite(grace) && grace > 0 ? grace : defaultGrace,
  exit: (code) => process.exit(code),
});
logTo(path.join(path.dirname(connectionFile), "kernel.log"));
