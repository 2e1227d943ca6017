/** Starts a kernel process that outlives this window, and waits until it listens. */
import { type ChildProcess, spawn } from "node:child_process";
import { open } from "node:fs/promises";
import path from "node:path";
import type { KernelConnectionFile } from "../../protocol/index.js";
import { l10n } from "../l10n.js";
import { forgetConnection, type KernelFolder, readConnection, stderrTail } from "./folder.js";
import { kernelEnvironment, nodeThatIsThere } from "./node-command.js";
import { isSupported, nodeVersion, oldestNode } from "./node-version.js";

export interface LaunchOptions {
  /** The setting `summnb.kernel.node`. */
  node: string;
  /** `dist/src/kernel/main.js` of this extension. */
  main: string;
  /** Path of the notebook's file; for an unsaved one the path that it would have. */
  notebook: string;
  cwd: string;
  folder: KernelFolder;
  /** Milliseconds without a window and without a running cell after which the kernel ends. */
  grace: number;
  /** Milliseconds that a cell may run without a window. */
  maxDetached: number;
  /** Milliseconds without use after which it ends; 0 for never. */
  idle: number;
  /** CUDA's allocator may grow its segments. */
  expandableSegments: boolean;
  /** Milliseconds that it may take to listen. */
  timeout: number;
  /** Added to the environment, such as where LibTorch is; it may hold secrets, so it is logged nowhere. */
  environment: Readonly<Record<string, string>>;
}

export interface LaunchedKernel {
  child: ChildProcess;
  connection: KernelConnectionFile;
}

/** Rejects with one sentence when Node is missing, or when the kernel ends or is silent before it listens. */
export async function launchKernel(options: LaunchOptions): Promise<LaunchedKernel> {
  const { command, env } = await nodeThatIsThere(options.node);
  await forgetConnection(options.folder);
  // A file, not a pipe: the kernel may outlive the extension host that would read the pipe.
  const stderr = await open(options.folder.stderrFile, "w", 0o600);
  let failure: Error | undefined;
  try {
    const args = [
      options.main,
      "--notebook",
      options.notebook,
      "--connection",
      options.folder.connectionFile,
    ];
    const child = spawn(command, args, {
      cwd: options.cwd,
      detached: true,
      windowsHide: true,
      stdio: ["ignore", stderr.fd, stderr.fd],
      env: kernelEnvironment(process.env, {
        ...env,
        SUMMNB_KERNEL_GRACE_MS: String(options.grace),
        SUMMNB_KERNEL_MAX_DETACHED_MS: String(options.maxDetached),
        SUMMNB_KERNEL_IDLE_MS: String(options.idle),
        ...options.environment,
        ...(options.expandableSegments ? {} : { SUMMNB_EXPANDABLE_SEGMENTS: "0" }),
      }),
    });
    child.unref();
    child.once("error", (error: NodeJS.ErrnoException) => {
      failure = error.code === "ENOENT" ? noSuchNode(command, options.cwd) : error;
    });
    for (const end = Date.now() + options.timeout; Date.now() < end; await pause(25)) {
      if (failure) throw failure;
      if (child.exitCode !== null || child.signalCode !== null) {
        const how = child.signalCode ?? l10n.t("exit code {0}", String(child.exitCode));
        const reason = (await tooOld(command, env)) ?? (await stderrTail(options.folder));
        throw new Error(l10n.t("The kernel ended before it listened ({0}): {1}", how, reason));
      }
      const connection = await readConnection(options.folder);
      if (connection) return { child, connection };
    }
    child.kill();
    const tail = await stderrTail(options.folder);
    throw new Error(
      l10n.t(
        "The kernel did not listen within {0} s.{1}",
        options.timeout / 1000,
        tail && l10n.t(" It said: {0}", tail),
      ),
    );
  } finally {
    await stderr.close();
  }
}

/** A Node that is too old fails in ways that do not say so. */
async function tooOld(command: string, env: Record<string, string>): Promise<string | undefined> {
  const version = await nodeVersion(command, env).catch(() => undefined);
  if (version === undefined || isSupported(version)) return undefined;
  return l10n.t(
    "“{0}” is Node {1}, and summnb needs {2} or newer; choose another with “summnb: Select Node”.",
    command,
    version,
    oldestNode,
  );
}

function noSuchNode(command: string, cwd: string): Error {
  return new Error(
    path.isAbsolute(command) || command !== "node"
      ? l10n.t(
          "summnb found no Node at “{0}” (working folder {1}): correct the setting summnb.kernel.node, or choose one with “summnb: Select Node”.",
          command,
          cwd,
        )
      : l10n.t(
          "summnb needs Node 20.19 or newer and found no “node” on the PATH: install Node, or choose one with “summnb: Select Node” (setting summnb.kernel.node).",
        ),
  );
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
