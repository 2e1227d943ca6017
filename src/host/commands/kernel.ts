/** Commands about a notebook's kernel. */
import * as vscode from "vscode";
import type { Kernels } from "../execution/kernels.js";
import { l10n } from "../l10n.js";
import { notebookFor } from "./notebook-argument.js";
import { selectNode } from "./select-node.js";

export function kernelCommands(kernels: Kernels, log: vscode.LogOutputChannel) {
  const interrupt = async (argument: unknown) => {
    const kernel = await kernels.of(notebookFor(argument));
    await kernel.interrupt();
  };
  const restart = async (argument: unknown) => {
    const kernel = await kernels.of(notebookFor(argument));
    await kernel.restart();
  };
  const restartAndRunAll = async (argument: unknown) => {
    const kernel = await kernels.of(notebookFor(argument));
    await kernel.restartAndRunAll();
  };
  const shutdown = async (argument: unknown) => {
    const kernel = await kernels.of(notebookFor(argument));
    await kernel.stop(l10n.t("The kernel was shut down."));
  };
  const showLog = async () => log.show();
  const select = selectNode(kernels);
  const showVariables = () => vscode.commands.executeCommand("summnb.variables.focus");
  const choices: { label: string; run: (argument: unknown) => PromiseLike<unknown> }[] = [
    { label: l10n.t("$(debug-stop) Interrupt the running cell"), run: interrupt },
    { label: l10n.t("$(debug-restart) Restart the kernel"), run: restart },
    { label: l10n.t("$(run-all) Restart the kernel and run all cells"), run: restartAndRunAll },
    { label: l10n.t("$(circle-slash) Shut the kernel down"), run: shutdown },
    { label: l10n.t("$(symbol-variable) Show the variables"), run: showVariables },
    { label: l10n.t("$(server-process) Select another Node…"), run: () => select() },
    { label: l10n.t("$(output) Show the log"), run: showLog },
  ];
  const menu = async (argument: unknown) => {
    const notebook = notebookFor(argument);
    const state = kernels.state(notebook);
    const chosen = await vscode.window.showQuickPick(choices, { title: l10n.t("summnb kernel: {0}", state) });
    await chosen?.run(notebook.uri);
  };
  return {
    "summnb.interruptKernel": interrupt,
    "summnb.restartKernel": restart,
    "summnb.restartKernelAndRunAll": restartAndRunAll,
    "summnb.shutdownKernel": shutdown,
    "summnb.selectNode": select,
    "summnb.kernelMenu": menu,
  };
}
