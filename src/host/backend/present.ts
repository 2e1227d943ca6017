/** The LibTorch that a kernel would find, asked for in the same way as the kernel does. */
import path from "node:path";
import type * as vscode from "vscode";
import { describeLibTorch, findLibTorch, type LibTorch, requireLibTorch } from "../../libtorch/index.js";
import { kernelSettings } from "../settings.js";

const setting = "The setting summnb.libtorch.path";

export class PresentLibTorch {
  /** What a search has found: searching may ask Python, which takes a while. */
  private found: LibTorch | undefined;

  constructor(private readonly extensionPath: string) {}

  /** @throws LibTorchError when what the user has named is none, or one of another version */
  of(scope: vscode.Uri | undefined): LibTorch | undefined {
    const { libtorch } = kernelSettings(scope);
    if (libtorch) return requireLibTorch(libtorch, setting);
    if (this.found && describeLibTorch(this.found.dir)) return this.found;
    this.found = findLibTorch({ addonFolder: path.join(this.extensionPath, "native/build") });
    return this.found;
  }
}
