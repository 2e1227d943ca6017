/** Tells the walkthrough "Get started with summnb" which of its steps are done: VS Code keeps what was once true. */
import * as vscode from "vscode";
import { kindOf, type OutputPayload } from "../protocol/index.js";
import type { Kernels, NotebookEvent } from "./execution/kernels.js";

/** The context keys that the steps' `completionEvents` in package.json name. */
type Done = "summnb.hasFolder" | "summnb.didRunCell" | "summnb.didTrain" | "summnb.didExport";

export function followWalkthrough(kernels: Kernels): vscode.Disposable {
  const told = new Set<Done>();
  const tell = (done: Done) => {
    if (told.has(done)) return;
    told.add(done);
    void vscode.commands.executeCommand("setContext", done, true);
  };
  const lookForFolder = () => {
    if (vscode.workspace.workspaceFolders?.length) tell("summnb.hasFolder");
  };
  lookForFolder();
  const exported = vscode.workspace.createFileSystemWatcher("**/encoder_model*.onnx", false, true, true);
  return vscode.Disposable.from(
    vscode.workspace.onDidChangeWorkspaceFolders(lookForFolder),
    exported,
    exported.onDidCreate(() => tell("summnb.didExport")),
    kernels.onDidReceiveEvent(({ event }) => {
      if (event.type === "finished" && event.status === "ok") tell("summnb.didRunCell");
      if (isFinishedTraining(event)) tell("summnb.didTrain");
    }),
  );
}

/** A training whose output says that it came to its end. */
function isFinishedTraining(event: NotebookEvent["event"]): boolean {
  if (event.type !== "output" && event.type !== "replaceOutput") return false;
  if (!("data" in event.output)) return false;
  return Object.entries(event.output.data).some(
    ([mime, value]) =>
      kindOf(mime) === "training" && (value as OutputPayload<"training">).data.state === "finished",
  );
}
