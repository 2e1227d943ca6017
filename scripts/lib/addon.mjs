// Compiles the addon when its sources, LibTorch or the machine's layout changed.
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { answer, run } from "./command.mjs";
import { filesBelow, hashOf } from "./fingerprint.mjs";
import { root } from "./paths.mjs";
import { SetupError, step } from "./steps.mjs";

const buildFolder = path.join(root, "native", "build");
const addon = path.join(buildFolder, "summnb.node");
const loader = path.join(buildFolder, "libtorch-loader.node");
const infoFile = path.join(buildFolder, "build-info.json");
const source = /(\.(cc|cpp|h|hpp|cmake)|CMakeLists\.txt)$/;

function sourcesHash() {
  const files = filesBelow("native", (name) => name === "native/build").filter((name) => source.test(name));
  return hashOf(
    files,
    JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")).devDependencies["node-addon-api"],
  );
}

const readInfo = () =>
  [infoFile, addon, loader].every((file) => existsSync(file))
    ? JSON.parse(readFileSync(infoFile, "utf8"))
    : undefined;

/** Whether the addon is built from the sources as they are and, where given, with this LibTorch. */
export function addonCurrent(libTorch) {
  const info = readInfo();
  if (!info || info.sourcesHash !== sourcesHash() || info.root !== root) return false;
  return !libTorch || (info.torchDir === libTorch.dir && info.torchVersion === libTorch.version);
}

/** Ninja says "[3/12]", make says "[ 25%]". */
function progressOf(line) {
  const [, done, total] = /^\[(\d+)\/(\d+)\]/.exec(line) ?? [];
  const percent = done ? Math.round((100 * done) / total) : /^\[ *(\d+)%\]/.exec(line)?.[1];
  return percent === undefined ? undefined : `${percent} %`;
}

async function cmake(args, report) {
  const { code, log, tail } = await run("cmake", args, {
    name: args[0] === "--build" ? "addon-build" : "addon-configure",
    cwd: root,
    onLine: (line) => progressOf(line) && report(progressOf(line)),
  });
  if (code !== 0) throw new SetupError(`The addon could not be compiled (log: ${log}):\n${tail}`);
}

/** Builds `native/build/summnb.node` against `{ dir, version }` when it is missing or stale. */
export async function ensureAddon(libTorch) {
  if (addonCurrent(libTorch)) return;
  await step(`Compiling the addon against LibTorch ${libTorch.version}`, async (report) => {
    const old = readInfo();
    const hash = sourcesHash();
    // Another LibTorch or a moved clone invalidates CMake's cache; changed sources don't.
    if (old?.torchDir !== libTorch.dir || old.root !== root)
      rmSync(buildFolder, { recursive: true, force: true });
    rmSync(infoFile, { force: true });
    const generator = answer("ninja", ["--version"]) ? ["-G", "Ninja"] : [];
    const definitions = {
      CMAKE_BUILD_TYPE: "Release",
      // PyTorch's headers cost ten seconds a file: a few files together compile in a fifth of the time.
      CMAKE_UNITY_BUILD: "ON",
      CMAKE_UNITY_BUILD_BATCH_SIZE: "6",
      TORCH_DIR: libTorch.dir,
      NODE_API_HEADERS: path.join(root, "node_modules/node-api-headers/include"),
      NODE_ADDON_API: path.join(root, "node_modules/node-addon-api"),
    };
    const defines = Object.entries(definitions).map(([name, value]) => `-D${name}=${value}`);
    await cmake(["-S", "native", "-B", buildFolder, ...generator, ...defines], report);
    await cmake(["--build", buildFolder, "--config", "Release", "--parallel", "2"], report);
    if (!existsSync(addon)) throw new SetupError(`The compiler left no ${path.relative(root, addon)}.`);
    const info = { torchDir: libTorch.dir, torchVersion: libTorch.version, sourcesHash: hash, root };
    writeFileSync(infoFile, `${JSON.stringify(info, null, 2)}\n`);
  });
}
