// Puts everything in place that a fresh clone lacks, and nothing else: npm packages, LibTorch, the
// addon, the build. `npm start` and `npm test` begin with it; `npm run setup` is it alone.
// Only Node's own modules are imported here, because node_modules may not exist yet.
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { addonCurrent, ensureAddon } from "./lib/addon.mjs";
import { ensureLibTorch, findLibTorch } from "./lib/libtorch/ensure.mjs";
import { ensurePackages } from "./lib/packages.mjs";
import { requireTools } from "./lib/prerequisites.mjs";
import { ensureBuild } from "./lib/sources.mjs";
import { main, SetupError, step } from "./lib/steps.mjs";
import { ensureSystemPackages } from "./lib/system-packages.mjs";

/** The VS Code server of a version that the extension is tested in. */
async function ensureTestServer(name) {
  const { ensureVscodeServer, vscodeServerFolder } = await import("./vscode-server.mjs");
  if (existsSync(path.join(vscodeServerFolder(name), "out/server-main.js"))) return;
  await step(`Obtaining VS Code for the tests (${name})`, async (report) => {
    try {
      await ensureVscodeServer({ log: report, name });
    } catch (error) {
      throw new SetupError(`VS Code for the tests could not be installed: ${error.message}`);
    }
  });
}

/** Sets up what is missing; with versions of VS Code also what the tests in these need. */
export async function setup({ vscode = [] } = {}) {
  const start = Date.now();
  requireTools(["node"]);
  const found = findLibTorch();
  const stale = !addonCurrent(found);
  requireTools([...(found ? [] : ["python"]), ...(stale ? ["compiler", "cmake", "make"] : [])]);
  await ensurePackages();
  await ensureAddon(await ensureLibTorch());
  await ensureBuild();
  if (vscode.length > 0) await ensureSystemPackages();
  for (const name of vscode) await ensureTestServer(name);
  process.stderr.write(`✓ Set-up is complete (${((Date.now() - start) / 1000).toFixed(1)} s)\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(() => setup());
