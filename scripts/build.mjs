// Builds everything TypeScript: Node parts file by file (library, kernel, command line, tests), the
// extension host and the webviews as bundles. `--watch` rebuilds on change.

import { existsSync } from "node:fs";
import { mkdir, readdir } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { copyDeclarations, describePlugin, pluginFolder } from "./lib/language.mjs";
import { removeStaleOutputs } from "./lib/stale-outputs.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const watch = process.argv.includes("--watch");

/** All files under `folder` whose name passes `wanted`. Node 20 has no stable glob. */
async function files(folder, wanted) {
  if (!existsSync(path.join(root, folder))) return [];
  const entries = await readdir(path.join(root, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && wanted(entry.name))
    .map((entry) => path.relative(root, path.join(entry.parentPath ?? entry.path, entry.name)));
}

const isSource = (name) => name.endsWith(".ts") && !name.endsWith(".d.ts");
const nodeParts = [
  "protocol",
  "notebook",
  "runs",
  "libtorch",
  "library",
  "kernel",
  "cli",
  "language",
  "host",
];
const common = {
  absWorkingDir: root,
  sourcemap: true,
  logLevel: watch ? "info" : "warning",
  target: "node20",
};

export async function configurations() {
  const nodeFiles = (
    await Promise.all([
      ...nodeParts.map((part) => files(`src/${part}`, isSource)),
      // The webviews' logic without JSX, for the unit tests; the webviews themselves are bundled below.
      files("webview-ui", isSource),
      files("test", isSource),
      files("bench", isSource),
    ])
  ).flat();
  const list = [
    { ...common, entryPoints: nodeFiles, outbase: ".", outdir: "dist", format: "esm", platform: "node" },
  ];
  if (existsSync(path.join(root, "src/host/extension.ts")))
    list.push({
      ...common,
      entryPoints: { extension: "src/host/extension.ts" },
      outdir: "dist",
      bundle: true,
      format: "cjs",
      platform: "node",
      outExtension: { ".js": ".cjs" },
      external: ["vscode"],
    });
  const service = {
    ...common,
    bundle: true,
    format: "cjs",
    platform: "node",
    sourcemap: false,
    minify: true,
  };
  list.push(
    // With TypeScript inside: VS Code's own is of any version, and from 7 on has no API for JavaScript.
    { ...service, entryPoints: ["src/language/main.ts"], outfile: "dist/language/server.cjs" },
    {
      ...service,
      entryPoints: ["src/language/plugin/index.ts"],
      outfile: `${pluginFolder}/index.js`,
      footer: { js: "module.exports = module.exports.default;" },
    },
  );
  const webviews = (await files("webview-ui", (name) => /^main\.tsx?$/.test(name))).map((file) => [
    path.basename(path.dirname(file)),
    file,
  ]);
  if (webviews.length)
    list.push({
      ...common,
      target: "es2022",
      entryPoints: Object.fromEntries(webviews),
      outdir: "dist/webview",
      bundle: true,
      format: "esm",
      platform: "browser",
      jsx: "automatic",
      jsxImportSource: "preact",
      minify: true,
      loader: { ".css": "text", ".svg": "text" },
    });
  return list;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await mkdir(path.join(root, "dist"), { recursive: true });
  await Promise.all([copyDeclarations(), describePlugin()]);
  const all = await configurations();
  await removeStaleOutputs(
    path.join(root, "dist"),
    ["src", "test", "bench", "webview-ui"],
    all[0].entryPoints,
  );
  for (const configuration of all) {
    if (watch) await (await esbuild.context(configuration)).watch();
    else await esbuild.build(configuration);
  }
}
