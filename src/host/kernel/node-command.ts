/** Which Node runs the kernel. */
import { onPath } from "./find-nodes.js";
import { isSupported } from "./node-version.js";

export interface NodeCommand {
  command: string;
  env: Record<string, string>;
}

/** Settings of `summnb.kernel.node` that are not a program's name or path. */
const named: Record<string, () => NodeCommand> = {
  // VS Code's own Electron (or, on a server, its Node) as plain Node. Tried only where that is a real Node.
  vscode: () => ({ command: process.execPath, env: { ELECTRON_RUN_AS_NODE: "1" } }),
};

export function nodeCommand(setting: string): NodeCommand {
  return named[setting]?.() ?? { command: setting || "node", env: {} };
}

/** As the setting says; where it says “node”, as it does from the start, and the PATH has none, VS Code's own. */
export async function nodeThatIsThere(
  setting: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<NodeCommand> {
  const isUsual = setting === "" || setting === "node";
  const needsOwn = isUsual && (await onPath("node", env)) === undefined;
  return nodeCommand(needsOwn && isSupported(process.versions.node) ? "vscode" : setting);
}

/**
 * The environment of a kernel: the extension host's, less what VS Code sets for its own processes.
 * Left in, `VSCODE_*` and `ELECTRON_*` would reach every program that a cell starts.
 */
export function kernelEnvironment(from: NodeJS.ProcessEnv, extra: Record<string, string>): NodeJS.ProcessEnv {
  const kept = Object.entries(from).filter(([name]) => !/^(VSCODE_|ELECTRON_)/.test(name));
  return { ...Object.fromEntries(kept), ...extra };
}
