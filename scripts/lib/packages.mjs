// The npm packages, exactly as the lock file names them.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { npm, run } from "./command.mjs";
import { root } from "./paths.mjs";
import { SetupError, step } from "./steps.mjs";

/**
 * Whether node_modules is what package-lock.json asks for: npm's own record of what it installed
 * names the same versions, and nothing but other platforms' optional packages is absent.
 */
export function packagesCurrent(folder = root) {
  const record = path.join(folder, "node_modules", ".package-lock.json");
  if (!existsSync(record)) return false;
  const installed = JSON.parse(readFileSync(record, "utf8")).packages;
  const wanted = JSON.parse(readFileSync(path.join(folder, "package-lock.json"), "utf8")).packages;
  for (const [name, entry] of Object.entries(wanted)) {
    if (name === "") continue;
    const mayBeAbsent = entry.optional || entry.peer || entry.devOptional;
    if (!installed[name] ? !mayBeAbsent : installed[name].version !== entry.version) return false;
  }
  return Object.keys(installed).every((name) => wanted[name]);
}

/** `npm ci` when needed. No package's install script runs: none that summnb uses needs one. */
export async function ensurePackages() {
  if (packagesCurrent()) return;
  await step("Installing the npm packages", async () => {
    const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
    const reasons = [];
    const { code, log } = await run(npm.command, args, {
      name: "npm-ci",
      cwd: root,
      shell: npm.shell,
      // npm's reasons come first; pages of usage may follow.
      onLine: (line) => line.startsWith("npm error") && reasons.length < 6 && reasons.push(line),
    });
    if (code !== 0)
      throw new SetupError(
        `npm could not install the packages of package-lock.json (log: ${log}):\n${reasons.join("\n")}`,
      );
  });
}
