/** Commands about a notebook's kernel. */
import * as vscode from "vscode";
import type { Kernels } from "../execution/kernels.js";
import { notebookFor } from "./notebook-argument.js";

export function kernelCommands(kernels: Kernels, log: vscode.LogOutputChannel) {
  const interrupt = async (argument: unknown) => {
    const kernel = await kernels.of(notebookFor(argument));
    await kernel.interrupt();
  };
  const restart = async (argument: unknown) => {
    const kernel = await kernels.of(notebookFor(argument));
    await kernel.restart();
  };
  const shutdown = async (argument: unknown) => {
    const kernel = await kernels.of(notebookFor(argument));
    await kernel.stop("The kernel was shut down.");
  };
  const showLog = async () => log.show();
  const choices: { label: string; run: (argument: unknown) => Promise<void> }[] = [
    { label: "$(debug-stop) Interrupt the running cell", run: interrupt },
    { label: "$(debug-restart) Restart the kernel", run: restart },
    { label: "$(circle-slash) Shut the kernel down", run: shutdown },
    { label: "$(output) Show the log", run: showLog },
  ];
  const menu = async (argument: unknown) => {
    const notebook = notebookFor(argument);
    const state = kernels.state(notebook);
    const chosen = await vscode.window.showQuickPick(choices, { title: `summnb kernel: ${state}` });
    await chosen?.run(notebook.uri);
  };
  return {
    "summnb.interruptKernel": interrupt,
    "summnb.restartKernel": restart,
    "summnb.shutdownKernel": shutdown,
    "summnb.kernelMenu": menu,
  };
}
