/** The Nodes of this machine: on the PATH, and where version managers and installers put them. */
import { readdir, realpath, stat } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { isSupported, nodeVersion } from "./node-version.js";

export interface FoundNode {
  /** What the setting would hold. */
  command: string;
  /** Where it was found, such as "PATH" or "nvm". */
  source: string;
  version: string;
  supported: boolean;
}

/** Where to look: folders whose every entry is a version, and the program's path inside such an entry. */
interface Place {
  source: string;
  folder: string | undefined;
  program: string;
}

const windows = process.platform === "win32";
const program = windows ? "node.exe" : "bin/node";

/** `env` and `home` are the machine's own, except in tests. */
export function placesOfNodes(env: NodeJS.ProcessEnv, home: string): Place[] {
  const at = (base: string | undefined, ...parts: string[]) => base && path.join(base, ...parts);
  const data = env.XDG_DATA_HOME ?? path.join(home, ".local/share");
  const fnm = windows ? "installation/node.exe" : "installation/bin/node";
  return [
    { source: "nvm", folder: at(env.NVM_DIR ?? path.join(home, ".nvm"), "versions/node"), program },
    { source: "nvm", folder: windows ? env.NVM_HOME : undefined, program },
    { source: "fnm", folder: at(env.FNM_DIR ?? path.join(data, "fnm"), "node-versions"), program: fnm },
    { source: "fnm", folder: path.join(home, ".fnm/node-versions"), program: fnm },
    { source: "fnm", folder: path.join(home, "Library/Application Support/fnm/node-versions"), program: fnm },
    { source: "fnm", folder: windows ? at(env.APPDATA, "fnm/node-versions") : undefined, program: fnm },
    { source: "Volta", folder: at(env.VOLTA_HOME ?? path.join(home, ".volta"), "tools/image/node"), program },
    {
      source: "Volta",
      folder: windows ? at(env.LOCALAPPDATA, "Volta/tools/image/node") : undefined,
      program,
    },
    { source: "asdf", folder: at(env.ASDF_DATA_DIR ?? path.join(home, ".asdf"), "installs/nodejs"), program },
    { source: "mise", folder: at(env.MISE_DATA_DIR ?? path.join(data, "mise"), "installs/node"), program },
    { source: "Homebrew", folder: "/opt/homebrew/Cellar/node", program },
  ];
}

/** Programs at fixed places that an extension host's PATH may lack. */
const fixed = windows
  ? ["C:\\Program Files\\nodejs\\node.exe"]
  : ["/usr/bin/node", "/usr/local/bin/node", "/opt/homebrew/bin/node", "/snap/bin/node"];

/**
 * All Nodes that answer with their version, the setting's own first, then the newest; a program that is found twice
 * comes once, under its first name. `vscode` is left to the caller: it is the program that runs this code.
 */
export async function findNodes(
  setting: string,
  env: NodeJS.ProcessEnv = process.env,
  home: string = os.homedir(),
): Promise<FoundNode[]> {
  const candidates: { command: string; source: string; file: string }[] = [];
  const named = path.isAbsolute(setting) ? setting : await onPath(setting, env);
  if (named && setting !== "vscode") candidates.push({ command: setting, source: "setting", file: named });
  const own = await onPath("node", env);
  if (own) candidates.push({ command: "node", source: "PATH", file: own });
  for (const place of placesOfNodes(env, home))
    for (const file of await versionsIn(place))
      candidates.push({ command: file, source: place.source, file });
  for (const file of fixed) candidates.push({ command: file, source: "installed", file });

  const seen = new Set<string>();
  const distinct = [];
  for (const candidate of candidates) {
    const real = await realpath(candidate.file).catch(() => undefined);
    if (real === undefined || seen.has(real)) continue;
    seen.add(real);
    distinct.push(candidate);
  }
  const found = await Promise.all(distinct.map(({ command, source, file }) => check(command, source, file)));
  return found.filter((node) => node !== undefined).sort(bySourceAndVersion);
}

async function check(command: string, source: string, file: string): Promise<FoundNode | undefined> {
  try {
    const version = await nodeVersion(file);
    return { command, source, version, supported: isSupported(version) };
  } catch {
    return undefined;
  }
}

/** The file that a program's name means, if the PATH has it. */
export async function onPath(name: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const names = windows && !/\.exe$/i.test(name) ? [`${name}.exe`] : [name];
  for (const folder of (env.PATH ?? "").split(path.delimiter).filter(Boolean))
    for (const candidate of names) {
      const file = path.join(folder, candidate);
      if ((await stat(file).catch(() => undefined))?.isFile()) return file;
    }
  return undefined;
}

async function versionsIn({ folder, program: inside }: Place): Promise<string[]> {
  if (!folder) return [];
  const entries = await readdir(folder).catch(() => []);
  return entries.map((entry) => path.join(folder, entry, inside));
}

function bySourceAndVersion(a: FoundNode, b: FoundNode): number {
  const first = (node: FoundNode) => (node.source === "setting" ? 0 : 1);
  return first(a) - first(b) || compareVersions(b.version, a.version);
}

function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split(/[.-]/).map(Number));
  for (let at = 0; at < 3; at++) if (left![at] !== right![at]) return (left![at] ?? 0) - (right![at] ?? 0);
  return 0;
}
