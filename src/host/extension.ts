/** The extension's entry: puts the parts together, and nothing else. */
import "./l10n-vscode.js";
import * as vscode from "vscode";
import { Backend } from "./backend/backend.js";
import { offerWhenMissing } from "./backend/commands.js";
import { registerCommands } from "./commands/index.js";
import { createController } from "./execution/controller.js";
import { markErrors } from "./execution/error-marks.js";
import { Kernels } from "./execution/kernels.js";
import { registerKernelHover } from "./hover/kernel-provider.js";
import { registerRunsHover } from "./hover/runs-provider.js";
import { registerLanguage } from "./language/index.js";
import { connectRenderers } from "./live/messages.js";
import { notebookType, watchCellIds } from "./notebook/cell-ids.js";
import { SummnbSerializer } from "./notebook/serializer.js";
import { registerRuns } from "./runs/register.js";
import { KernelStatusBar } from "./status-bar.js";
import { VariablesTree } from "./variables/tree.js";
import { followWalkthrough } from "./walkthrough.js";

export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel("summnb", { log: true });
  const controller = createController();
  const backend = new Backend(context, log);
  const kernels = new Kernels(context, controller, log, backend);
  controller.executeHandler = async (cells, notebook) => (await kernels.of(notebook)).run(cells);
  controller.interruptHandler = async (notebook) => (await kernels.of(notebook)).interrupt();

  context.subscriptions.push(
    log,
    controller,
    kernels,
    vscode.workspace.registerNotebookSerializer(notebookType, new SummnbSerializer()),
    watchCellIds(),
    connectRenderers(kernels),
    markErrors(kernels),
    registerLanguage(context, kernels, log),
    registerKernelHover(kernels),
    registerRunsHover(registerRuns(context, log)),
    registerCommands(context, kernels, log, backend),
    offerWhenMissing(kernels),
    new KernelStatusBar(kernels),
    new VariablesTree(kernels),
    followWalkthrough(kernels),
  );
}
