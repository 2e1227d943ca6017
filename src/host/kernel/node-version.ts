/** Which versions of Node can run a kernel, and how to learn the one of a program. */
import { execFile } from "node:child_process";
import { l10n } from "../l10n.js";

export const oldestNode = "20.19";

/** How long a program may take to tell its version, in milliseconds: a broken one must not block a list. */
const patience = 5000;

/** Such as "22.11.0"; rejects when the program is missing, is no Node, or does not answer. */
export function nodeVersion(command: string, env: Record<string, string> = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    // A long-lived shim that reads stdin would wait for ever; `node --version` reads nothing.
    const options = { env: { ...process.env, ...env }, timeout: patience, windowsHide: true };
    execFile(command, ["--version"], options, (error, stdout) => {
      const version = /^v(\d+\.\d+\.\d+\S*)/.exec(stdout.trim())?.[1];
      if (version) resolve(version);
      else
        reject(
          error ??
            new Error(l10n.t("{0} is no Node: it answers “{1}”.", command, stdout.trim().slice(0, 80))),
        );
    });
  });
}

/** From `oldestNode` on, as package.json says. */
export function isSupported(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = oldestNode.split(".").map(Number);
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}
