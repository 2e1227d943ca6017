/** Starts the real VS Code server with a fresh data folder and settings that keep tests quiet and repeatable. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { endProcess, spawnGroup } from "./processes.js";
import { inRepository } from "./repository.js";

interface ServerModule {
  ensureVscodeServer(options: { log(line: string): void }): Promise<string>;
  /** Of the version that SUMMNB_VSCODE chooses. */
  serverCommand(): { node: string; main: string; flags: string[] };
  requireSystemPrograms(): { chromium: string; ripgrep: string };
}

/** The installer in scripts/, whose path from a built file differs from the one from its source. */
export async function serverModule(): Promise<ServerModule> {
  return (await import(pathToFileURL(inRepository("scripts/vscode-server.mjs")).href)) as ServerModule;
}

const quietSettings = {
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.enableExperiments": false,
  "workbench.colorTheme": "Default Dark Modern",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "telemetry.telemetryLevel": "off",
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "extensions.webWorker": false,
  "git.enabled": false,
  "files.autoSave": "off",
  "files.simpleDialog.enable": true,
  "chat.disableAIFeatures": true,
  "chat.commandCenter.enabled": false,
  "window.commandCenter": false,
  // The default names the server's own product, which is not what is shown here.
  "window.title": ["$", "{activeEditorShort}$", "{separator}$", "{rootName}"].join(""),
  "typescript.disableAutomaticTypeAcquisition": true,
  "update.mode": "none",
  // A test run that is killed can't end the kernels; they end by themselves.
  "summnb.kernel.graceMinutes": 0.5,
};

export interface ServerOptions {
  settings?: Record<string, unknown>;
  env?: Record<string, string>;
  /** The environment in place of this process's own, to which `env` is added. */
  baseEnv?: Record<string, string>;
  /** VSIX files to install before the start. */
  vsix?: string[];
  /** Folders are not trusted until the user says so; without it every folder is trusted. */
  asksForTrust?: boolean;
}

export interface VscodeServer {
  url: string;
  authority: string;
  /** Its private folder; removed by `stop`. */
  data: string;
  log(): string;
  stop(): Promise<void>;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as net.AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

/** Ends the kernels that the extension under test started: they are detached on purpose. */
async function endKernels(data: string): Promise<void> {
  for (const entry of readdirSync(data, { recursive: true, encoding: "utf8" })) {
    if (!/kernels[/\\][^/\\]+[/\\]connection\.json$/.test(entry)) continue;
    const { pid } = JSON.parse(readFileSync(path.join(data, entry), "utf8")) as { pid: number };
    await endProcess(pid);
  }
}

export async function startVscodeServer(options: ServerOptions = {}): Promise<VscodeServer> {
  const { ensureVscodeServer, serverCommand } = await serverModule();
  await ensureVscodeServer({ log: (line) => console.log(line) });
  const { node, main, flags: ofVersion } = serverCommand();
  const data = mkdtempSync(path.join(os.tmpdir(), "summnb-vscode-"));
  const extensions = path.join(data, "extensions");
  for (const folder of ["data/User", "data/logs", "extensions"])
    mkdirSync(path.join(data, folder), { recursive: true, mode: 0o700 });
  const trust = {
    "security.workspace.trust.enabled": options.asksForTrust ?? false,
    "security.workspace.trust.startupPrompt": "never",
  };
  const settings = { ...quietSettings, ...trust, ...options.settings };
  writeFileSync(path.join(data, "data/User/settings.json"), JSON.stringify(settings));

  const env = {
    ...(options.baseEnv ?? process.env),
    EXTENSIONS_GALLERY: '{"serviceUrl":""}',
    ...options.env,
  };
  const common = ["--server-data-dir", data, "--extensions-dir", extensions, "--accept-server-license-terms"];
  for (const vsix of options.vsix ?? []) {
    const install = spawnGroup(node, [main, ...common, "--install-extension", vsix], { env });
    const code = await new Promise((resolve) => install.child.once("exit", resolve));
    if (code !== 0) throw new Error(`Installing ${vsix} failed:\n${install.log()}`);
  }

  const port = await freePort();
  const flags = ["--host", "127.0.0.1", "--port", String(port), "--without-connection-token"];
  // Else the newest takes the PATH of the user's login shell.
  const clean = options.baseEnv ? ["--force-disable-user-env"] : [];
  const trusting = options.asksForTrust ? [] : ["--disable-workspace-trust"];
  const quiet = ["--telemetry-level", "off", "--disable-telemetry", ...trusting];
  const group = spawnGroup(node, [main, ...common, ...flags, ...quiet, ...clean, ...ofVersion], { env });
  const stop = async () => {
    await endKernels(data);
    await group.stop();
    rmSync(data, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await listening(group);
  } catch (error) {
    await stop();
    throw error;
  }
  const authority = `127.0.0.1:${port}`;
  return { url: `http://${authority}`, authority, data, log: group.log, stop };
}

async function listening(group: ReturnType<typeof spawnGroup>): Promise<void> {
  for (let waited = 0; waited < 30_000; waited += 50) {
    if (group.log().includes("Extension host agent listening on")) return;
    if (group.child.exitCode !== null) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`The VS Code server did not start:\n${group.log()}`);
}

export interface Workspace {
  folder: string;
  remove(): void;
}

/** A fresh copy of files and folders (name to source) in a folder of this name, which VS Code shows. */
export function copyWorkspace(name: string, files: Record<string, string>): Workspace {
  const parent = mkdtempSync(path.join(os.tmpdir(), "summnb-workspace-"));
  const folder = path.join(parent, name);
  mkdirSync(folder);
  for (const [target, source] of Object.entries(files))
    cpSync(source, path.join(folder, target), { recursive: true });
  return { folder, remove: () => rmSync(parent, { recursive: true, force: true, maxRetries: 5 }) };
}
