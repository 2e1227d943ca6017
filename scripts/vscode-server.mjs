// Obtains a real VS Code server and web workbench for the tests: the one inside the npm package
// code-server. It is 170 MB and its install scripts compile native modules, so it is never a dependency:
// it lives in a cache folder and is installed only when missing. SUMMNB_VSCODE chooses the version.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, rename, rm, symlink } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { userCache } from "./lib/paths.mjs";

/**
 * The oldest VS Code that the extension works in, and the newest: code-server's version, the Node that runs it
 * (the user's own where none is named), and the server's further flags.
 */
const versions = {
  "1.100": { codeServer: "4.100.3", vscode: "1.100.3", flags: [] },
  // Without the flag it ignores the tests that a page asks for; with it, it shows no toasts.
  newest: {
    codeServer: "4.139.1",
    vscode: "1.139.1",
    node: "24.21.0",
    flags: ["--enable-smoke-test-driver"],
  },
};
export const vscodeVersions = Object.keys(versions);

/** The version that the tests run in: SUMMNB_VSCODE, which is "1.100" unless something else is said. */
export function chosenVersion() {
  return process.env.SUMMNB_VSCODE || "1.100";
}

function versionOf(name) {
  if (versions[name]) return versions[name];
  throw new Error(`There is no VS Code "${name}" for the tests: they know ${vscodeVersions.join(" and ")}.`);
}

const stubs = path.join(path.dirname(fileURLToPath(import.meta.url)), "vscode-server");

export const chromiumCandidates = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** The folder that holds, or will hold, `out/server-main.js`. */
export function vscodeServerFolder(name = chosenVersion()) {
  return path.join(userCache, `vscode-server-${versionOf(name).codeServer}`);
}

const ownNode = process.platform === "win32" ? "node.exe" : "node";

/** How the installed server is started: its Node, its program, and flags besides the caller's. */
export function serverCommand(name = chosenVersion()) {
  const { node, flags } = versionOf(name);
  const folder = vscodeServerFolder(name);
  return {
    node: node ? path.join(folder, ownNode) : process.execPath,
    main: path.join(folder, "out/server-main.js"),
    flags,
  };
}

/** First of `names` on the PATH, as an absolute path, or undefined. */
export function onPath(...names) {
  const folders = (process.env.PATH ?? "").split(path.delimiter).filter(Boolean);
  for (const name of names) {
    const found = folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file));
    if (found) return found;
  }
  return undefined;
}

/**
 * What the tests in a real VS Code need besides the server, as absolute paths.
 * Throws one sentence that names what is missing and how to get it.
 */
export function requireSystemPrograms() {
  const chromium = process.env.SUMMNB_CHROMIUM || onPath(...chromiumCandidates);
  const ripgrep = onPath("rg");
  const missing = [chromium ? [] : "chromium", ripgrep ? [] : "ripgrep"].flat();
  if (missing.length)
    throw new Error(
      `The tests in a real VS Code need ${missing.join(" and ")}, which ${missing.length > 1 ? "are" : "is"} ` +
        "not on the PATH: install with `apt-get install chromium fonts-dejavu-core ripgrep`" +
        (chromium ? "." : ", or name a Chromium in SUMMNB_CHROMIUM."),
    );
  return { chromium, ripgrep };
}

/** Runs a program to its end; its output is shown only when it fails. */
function runQuietly(command, args, cwd) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, stdio: ["ignore", "pipe", "pipe"], env: npmEnvironment() });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
    child.once("error", reject);
    child.once("exit", (code) =>
      code === 0
        ? resolve(output)
        : reject(new Error(`\`${command} ${args.join(" ")}\` failed (${code}):\n${output.slice(-2000)}`)),
    );
  });
}

/** npm hands its own settings of this repository (engine-strict among them) to children; they are not for here. */
function npmEnvironment() {
  const kept = Object.entries(process.env).filter(([name]) => !/^npm_config_(engine|omit|save)/i.test(name));
  return {
    ...Object.fromEntries(kept),
    npm_config_audit: "false",
    npm_config_fund: "false",
    npm_config_update_notifier: "false",
  };
}

const npmInstall = ["ci", "--ignore-scripts", "--omit=dev", "--legacy-peer-deps"];

/** Each step: what it says and what it does in the new folder. */
const steps = ({ codeServer, vscode, node }) => [
  [
    `downloading code-server ${codeServer} (VS Code ${vscode})`,
    (folder) =>
      unpackPackage(folder, "code-server", codeServer, [
        "--strip-components=3",
        "--exclude=*.map",
        "package/lib/vscode",
      ]),
  ],
  ...(node ? [[`downloading Node ${node}`, (folder) => downloadNode(folder, node)]] : []),
  ["installing the server's packages", (folder) => runQuietly("npm", npmInstall, folder)],
  [
    "installing the built-in extensions' packages",
    (folder) => runQuietly("npm", npmInstall, path.join(folder, "extensions")),
  ],
  ["replacing its native modules", replaceNativeModules],
];

/** Unpacks what `tar` is asked for of a package of npm's registry. */
async function unpackPackage(folder, name, version, wanted) {
  await runQuietly("npm", ["pack", "--silent", `${name}@${version}`], folder);
  const archive = path.join(folder, `${name}-${version}.tgz`);
  await runQuietly("tar", ["-xzf", archive, ...wanted], folder);
  await rm(archive);
}

/** Node comes as a package of npm's registry as well: the newest VS Code needs a newer one than the project does. */
async function downloadNode(folder, version) {
  const platform = process.platform === "win32" ? "win" : process.platform;
  const wanted = ["--strip-components=2", `package/bin/${ownNode}`];
  await unpackPackage(folder, `node-${platform}-${process.arch}`, version, wanted);
}

async function replaceNativeModules(folder) {
  const modules = path.join(folder, "node_modules");
  await symlink("node_modules", path.join(folder, "node_modules.asar"));
  await copyFile(path.join(stubs, "spdlog.cjs"), path.join(modules, "@vscode/spdlog/index.js"));
  for (const name of ["native-watchdog", "@vscode/native-watchdog"])
    if (existsSync(path.join(modules, name)))
      await copyFile(path.join(stubs, "watchdog.cjs"), path.join(modules, name, "index.js"));
  const bin = path.join(modules, "@vscode/ripgrep/bin");
  await mkdir(bin, { recursive: true });
  await rm(path.join(bin, "rg"), { force: true });
  await symlink(onPath("rg") ?? "/usr/bin/rg", path.join(bin, "rg"));
}

/**
 * Returns the folder of an installed server, after installing it when it is missing (about 30 s).
 * The folder appears only when complete, so an interrupted or a second installer leaves nothing half done.
 */
export async function ensureVscodeServer({ log = () => {}, name = chosenVersion() } = {}) {
  const folder = vscodeServerFolder(name);
  if (existsSync(path.join(folder, "out/server-main.js"))) return folder;
  const todo = steps(versionOf(name));
  await mkdir(path.dirname(folder), { recursive: true });
  const partial = await mkdtemp(`${folder}.partial-`);
  try {
    for (const [index, [title, step]] of todo.entries()) {
      log(`VS Code for the tests, ${index + 1} of ${todo.length}: ${title}`);
      await step(partial);
    }
    await rename(partial, folder).catch((error) => {
      // Another installer was first: its folder is as good as ours.
      if (!existsSync(path.join(folder, "out/server-main.js"))) throw error;
    });
    log(`VS Code for the tests is in ${folder}`);
    return folder;
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    requireSystemPrograms();
    await ensureVscodeServer({ log: console.log });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
