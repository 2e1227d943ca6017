/** Commands of the runs view; each may also be called with a run's folder, as hovers and tests do. */
import * as vscode from "vscode";
import { guarded } from "../commands/messages.js";
import { l10n } from "../l10n.js";
import { isCheckpoint, runFor, runsFor } from "./argument.js";
import { type DeleteHost, deleteRuns } from "./delete.js";
import { type Grouping, groupings } from "./groups.js";
import { openSource } from "./open-source.js";
import type { RunPages } from "./page.js";
import { resumeFolder, resumeLine } from "./resume.js";
import type { RunsService } from "./service.js";

export interface RunCommandsHost {
  service: RunsService;
  pages: RunPages;
  log: vscode.LogOutputChannel;
  /** What is selected in the view, for commands of the palette. */
  selection(): readonly unknown[];
  group: { get(): Grouping; set(grouping: Grouping): Promise<void> };
}

const deleteHost: DeleteHost = {
  ask: async (message, detail, answers) =>
    vscode.window.showWarningMessage(message, { modal: true, detail }, ...answers),
  remove: async (folder, { useTrash }) =>
    vscode.workspace.fs.delete(vscode.Uri.file(folder), { recursive: true, useTrash }),
};

export function registerRunCommands(host: RunCommandsHost): vscode.Disposable {
  const { service, pages } = host;
  const chosen = (given: unknown[]) => (given[0] === undefined ? [host.selection()] : given);
  const commands: Record<string, (...given: unknown[]) => Promise<unknown>> = {
    "summnb.runs.open": async (...given) => pages.show([runFor(service, chosen(given))]),
    "summnb.runs.compare": async (...given) => {
      const runs = runsFor(service, chosen(given));
      if (runs.length < 2)
        throw new Error(l10n.t("A comparison needs at least two runs: select them in the Runs view."));
      pages.show(runs);
    },
    "summnb.runs.openNotebook": async (...given) => openSource(runFor(service, chosen(given))),
    "summnb.runs.reveal": async (...given) => reveal(runFor(service, chosen(given)).folder),
    "summnb.runs.copyId": async (...given) => copy(runFor(service, chosen(given)).record.id),
    "summnb.runs.copyCheckpoint": async (node) => {
      if (!isCheckpoint(node)) throw new Error(l10n.t("Choose a checkpoint in the Runs view first."));
      return copy(node.checkpoint.folder);
    },
    "summnb.runs.revealCheckpoint": async (node) => {
      if (!isCheckpoint(node)) throw new Error(l10n.t("Choose a checkpoint in the Runs view first."));
      return reveal(node.checkpoint.folder);
    },
    "summnb.runs.copyResume": async (...given) => copyResume(service, chosen(given)),
    "summnb.runs.delete": async (...given) => {
      const runs = runsFor(service, chosen(given));
      // What the tree shows may be of a moment ago; a run that began again must not be thrown away.
      await service.lookAgain(runs.map(({ folder }) => folder));
      const gone = await deleteRuns(runsFor(service, [runs.map(({ folder }) => folder)]), deleteHost);
      await service.lookAgain(gone);
      return gone;
    },
    "summnb.runs.refresh": () => service.refresh(),
    "summnb.runs.groupBy": async (given) => {
      const by =
        typeof given === "string" && given in groupings ? given : await askGrouping(host.group.get());
      if (by) await host.group.set(by as Grouping);
    },
  };
  return vscode.Disposable.from(
    ...Object.entries(commands).map(([id, work]) => {
      const begun = async (...given: unknown[]) => {
        await service.begin();
        return work(...given);
      };
      return vscode.commands.registerCommand(id, guarded(host.log, begun));
    }),
  );
}

async function copy(text: string): Promise<string> {
  await vscode.env.clipboard.writeText(text);
  return text;
}

async function copyResume(service: RunsService, given: unknown[]): Promise<string> {
  const run = runFor(service, given);
  const folder = resumeFolder(run);
  if (!folder)
    throw new Error(
      run.record.state === "finished"
        ? l10n.t("The run {0} is finished: there is nothing left to train.", run.record.name)
        : l10n.t("The run {0} has no checkpoint to go on from.", run.record.name),
    );
  const line = await copy(resumeLine(folder));
  vscode.window.setStatusBarMessage(
    l10n.t("Copied: put the line in place of trainer.train() and run the cell."),
    6000,
  );
  return line;
}

/** In the explorer where it shows the folder, else in the system's own. */
async function reveal(folder: string): Promise<void> {
  const uri = vscode.Uri.file(folder);
  const command = vscode.workspace.getWorkspaceFolder(uri) ? "revealInExplorer" : "revealFileInOS";
  await vscode.commands.executeCommand(command, uri);
}

async function askGrouping(now: Grouping): Promise<string | undefined> {
  const items = Object.entries(groupings).map(([key, { label }]) => ({
    key,
    label,
    ...(key === now ? { description: "now" } : {}),
  }));
  return (await vscode.window.showQuickPick(items, { title: l10n.t("Group runs by") }))?.key;
}
