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

/** The VS Code server that the extension is tested in. */
async function ensureTestServer() {
  const { ensureVscodeServer, vscodeServerFolder } = await import("./vscode-server.mjs");
  if (existsSync(path.join(vscodeServerFolder(), "out/server-main.js"))) return;
  await step("Obtaining VS Code for the tests", async (report) => {
    try {
      await ensureVscodeServer({ log: report });
    } catch (error) {
      throw new SetupError(`VS Code for the tests could not be installed: ${error.message}`);
    }
  });
}

/** Sets up what is missing; with `forTests` also what the tests in a real VS Code need. */
export async function setup({ forTests = false } = {}) {
  const start = Date.now();
  requireTools(["node"]);
  const found = findLibTorch();
  const stale = !addonCurrent(found);
  requireTools([...(found ? [] : ["python"]), ...(stale ? ["compiler", "cmake", "make"] : [])]);
  await ensurePackages();
  await ensureAddon(await ensureLibTorch());
  await ensureBuild();
  if (forTests) {
    await ensureSystemPackages();
    await ensureTestServer();
  }
  process.stderr.write(`✓ Set-up is complete (${((Date.now() - start) / 1000).toFixed(1)} s)\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(() => setup());
