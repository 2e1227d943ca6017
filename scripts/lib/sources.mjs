// Transpiles and bundles the TypeScript parts when a source changed since the last build.
import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import { run } from "./command.mjs";
import { filesBelow, hashOf, remember, remembered } from "./fingerprint.mjs";
import { emitLibraryDeclarations } from "./language.mjs";
import { root } from "./paths.mjs";
import { SetupError, step } from "./steps.mjs";

const parts = ["src", "webview-ui", "test", "bench"];
const built = ["dist/src", "dist/test", "dist/bench"];

function sources() {
  const code = parts.flatMap((part) => filesBelow(part)).filter((name) => /\.(tsx?|css|svg)$/.test(name));
  return [...code, "scripts/build.mjs", "package.json", "package-lock.json"];
}

/** A deleted source's output must go too, or its test would still run. */
function removeOrphans() {
  for (const file of built.flatMap((folder) => filesBelow(folder))) {
    const stem = file.slice("dist/".length).replace(/\.js(\.map)?$/, "");
    if (!existsSync(path.join(root, `${stem}.ts`))) rmSync(path.join(root, file));
  }
}

/** Runs the build when needed. */
export async function ensureBuild() {
  const fingerprint = hashOf(sources());
  if (existsSync(path.join(root, "dist/src/cli/main.js")) && remembered("build") === fingerprint) return;
  await step("Building extension, kernel, renderers and command line", async () => {
    removeOrphans();
    const { code, log, tail } = await run(process.execPath, ["scripts/build.mjs"], {
      name: "build",
      cwd: root,
    });
    if (code !== 0) throw new SetupError(`The build failed (log: ${log}):\n${tail}`);
    await emitLibraryDeclarations();
    remember("build", fingerprint);
  });
}
