// `npm run package`: the extension as summnb.vsix for this machine's platform. Native modules make it
// platform-specific: the binaries that other platforms need stay out.
import { spawn } from "node:child_process";
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { emitLibraryDeclarations } from "./lib/language.mjs";
import { cache, root } from "./lib/paths.mjs";

const platform = `${process.platform}-${process.arch}`;

/** Node's platforms and architectures, as vsce calls them (its `win32`, `linux`, `darwin` are Node's). */
const others = (mine, all) => all.filter((name) => name !== mine);
const platforms = ["darwin", "linux", "win32"];
const architectures = ["arm64", "x64"];

function foreignBinaries() {
  const onnx = "node_modules/onnxruntime-node/bin/*";
  return [
    ...others(process.platform, platforms).map((name) => `${onnx}/${name}/**`),
    ...others(process.arch, architectures).map((name) => `${onnx}/${process.platform}/${name}/**`),
    ...["android", "freebsd", ...others(process.platform, platforms)].map(
      (name) => `node_modules/tokenizers/*.${name}-*.node`,
    ),
    ...[...others(process.arch, architectures), "arm"].map(
      (name) => `node_modules/tokenizers/*.*-${name}-*.node`,
    ),
    // glibc and musl builds stand side by side; VS Code's own servers and desktops are glibc.
    ...(process.platform === "linux" ? ["node_modules/tokenizers/*-musl*.node"] : []),
  ];
}

/** Packages into `out` and returns its size in bytes; rejects with vsce's own words. */
export async function packageExtension(out = path.join(root, "summnb.vsix")) {
  await mkdir(cache, { recursive: true });
  await emitLibraryDeclarations();
  const ignoreFile = path.join(cache, "vscodeignore");
  const common = await readFile(path.join(root, ".vscodeignore"), "utf8");
  await writeFile(ignoreFile, `${common}\n${foreignBinaries().join("\n")}\n`);
  const vsce = path.join(root, "node_modules/@vscode/vsce/vsce");
  const flags = ["--target", platform, "--ignoreFile", ignoreFile, "--out", out];
  const quiet = ["--allow-missing-repository", "--no-rewrite-relative-links", "--skip-license"];
  const child = spawn(process.execPath, [vsce, "package", ...flags, ...quiet], { cwd: root });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += chunk));
  const code = await new Promise((resolve) => child.once("close", resolve));
  if (code !== 0) throw new Error(`vsce package failed:\n${said}`);
  return (await stat(out)).size;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const out = path.resolve(process.argv[2] ?? path.join(root, "summnb.vsix"));
  const bytes = await packageExtension(out);
  console.log(`${out} (${(bytes / 1e6).toFixed(1)} MB, for ${platform})`);
}
