import { spawn } from "node:child_process";
import { exitCodes } from "../errors.js";

const marker = "SUMMNB_SUPERVISED";
/** What shells give for Ctrl+C. */
const endedByUser = 130;

/** Whether this process is the one that a supervisor started to do the work. */
export const isSupervised = process.env[marker] === "1";

/**
 * Does this command's work in a child process, and stays beside it: a cell in an endless loop sees no signal,
 * so the second Ctrl+C ends the child, and a child that dies is explained. Resolves to the exit code.
 */
export function supervise(): Promise<number> {
  const child = spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1)], {
    stdio: "inherit",
    env: { ...process.env, [marker]: "1" },
  });
  let asked = 0;
  const onSignal = (signal: NodeJS.Signals) => {
    asked++;
    if (asked > 1) child.kill("SIGKILL");
    else {
      process.stderr.write("\nInterrupting; once more to end at once.\n");
      child.kill(signal);
    }
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
      if (code !== null) return resolve(code);
      if (asked > 1) return resolve(endedByUser);
      process.stderr.write(`The notebook's process died (${signal}); the cells before it are saved.\n`);
      resolve(exitCodes.failed);
    });
  });
}
