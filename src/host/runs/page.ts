/** Pages about runs in webviews: one run, or several side by side; live while one of them trains. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import * as vscode from "vscode";
import type { HostToRunPage, RunPageAction, RunPageToHost } from "../../protocol/index.js";
import { parseJsonLines, runFiles, type StoredRun, type SummaryLine } from "../../runs/index.js";
import { l10n } from "../l10n.js";
import { scriptPage } from "../script-page.js";
import type { RunEntry } from "./cache.js";
import { comparisonPage, runPage } from "./page-content.js";
import type { RunsService } from "./service.js";

const viewType = "summnb.runPage";

/** A page is made anew at most this often, in milliseconds. */
const pace = 1000;

export interface RunPagesHost {
  extensionUri: vscode.Uri;
  service: RunsService;
  actions: Record<RunPageAction, (folder: string) => Promise<unknown>>;
}

export class RunPages implements vscode.Disposable {
  private readonly open = new Set<RunPanel>();
  private readonly serializer: vscode.Disposable;

  constructor(private readonly host: RunPagesHost) {
    this.serializer = vscode.window.registerWebviewPanelSerializer(viewType, {
      deserializeWebviewPanel: async (panel, state: { folders?: string[] } | undefined) => {
        await host.service.begin();
        const folders = state?.folders?.filter((folder) => host.service.get(folder)) ?? [];
        if (folders.length > 0) this.add(panel, folders);
        else panel.dispose();
      },
    });
  }

  /** One tab serves for single runs, so that a walk through the tree leaves one; comparisons stay beside each other. */
  show(runs: readonly RunEntry[]): void {
    const folders = runs.map(({ folder }) => folder);
    const [same, reused] = [...this.open].reduce<(RunPanel | undefined)[]>(
      ([exact, single], page) => [
        page.shows(folders) ? page : exact,
        page.folders.length === 1 && folders.length === 1 ? page : single,
      ],
      [],
    );
    const page = same ?? reused;
    if (page) {
      page.turnTo(folders);
      return;
    }
    const where = { viewColumn: vscode.ViewColumn.Active, preserveFocus: true };
    this.add(vscode.window.createWebviewPanel(viewType, titleOf(runs), where), folders);
  }

  dispose(): void {
    this.serializer.dispose();
    for (const page of this.open) page.panel.dispose();
  }

  private add(panel: vscode.WebviewPanel, folders: readonly string[]): void {
    const page = new RunPanel(panel, folders, this.host);
    this.open.add(page);
    panel.onDidDispose(() => this.open.delete(page));
  }
}

/** One tab. */
class RunPanel {
  private timer: NodeJS.Timeout | undefined;
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    readonly panel: vscode.WebviewPanel,
    public folders: readonly string[],
    private readonly host: RunPagesHost,
  ) {
    const dist = vscode.Uri.joinPath(host.extensionUri, "dist", "webview");
    panel.webview.options = { enableScripts: true, localResourceRoots: [dist] };
    panel.iconPath = vscode.Uri.joinPath(host.extensionUri, "media", "icon.svg");
    const answers: {
      [Type in RunPageToHost["type"]]: (message: RunPageToHost & { type: Type }) => Promise<unknown>;
    } = {
      ready: () => this.send(),
      save: ({ name, text, encoding }) => save(this.folders[0]!, name, Buffer.from(text, encoding)),
      action: ({ action }) => host.actions[action](this.folders[0]!),
    };
    this.subscriptions = [
      panel.webview.onDidReceiveMessage((message: RunPageToHost) =>
        (answers[message.type] as (message: RunPageToHost) => Promise<unknown>)(message),
      ),
      host.service.onDidChange(({ changed }) => {
        if (changed.some((folder) => this.folders.includes(folder))) this.sendLater();
      }),
      // Hidden, it was sent nothing.
      panel.onDidChangeViewState(() => this.sendLater()),
    ];
    panel.onDidDispose(() => {
      clearTimeout(this.timer);
      for (const subscription of this.subscriptions) subscription.dispose();
    });
    panel.webview.html = scriptPage(panel.webview, {
      title: l10n.t("Run"),
      script: vscode.Uri.joinPath(dist, "run-page.js"),
      images: true,
    });
  }

  shows(folders: readonly string[]): boolean {
    return folders.join("\n") === this.folders.join("\n");
  }

  turnTo(folders: readonly string[]): void {
    this.folders = folders;
    this.panel.reveal(undefined, true);
    void this.send();
  }

  private sendLater(): void {
    if (!this.panel.visible) return;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.send();
    }, pace);
  }

  private async send(): Promise<void> {
    const { service } = this.host;
    const { folders } = this;
    const entries = folders.flatMap((folder) => service.get(folder) ?? []);
    // Deleted runs stay as they were shown last.
    if (entries.length !== folders.length) return;
    const stored = await Promise.all(entries.map((entry) => readStored(entry, service)));
    if (folders !== this.folders) return;
    const content = stored.length === 1 ? runPage(entries[0]!, stored[0]!) : comparisonPage(stored);
    this.panel.title = titleOf(entries);
    await this.panel.webview.postMessage({ type: "content", content } satisfies HostToRunPage);
  }
}

function titleOf(runs: readonly RunEntry[]): string {
  return runs.length === 1 ? runs[0]!.record.name : l10n.t("{0} runs", runs.length);
}

async function readStored(entry: RunEntry, service: RunsService): Promise<StoredRun> {
  const { folder, record } = entry;
  const file = path.join(folder, runFiles.summaries);
  const summaries = parseJsonLines<SummaryLine>(await readFile(file, "utf8").catch(() => ""));
  return { folder, record, metrics: [...service.metricsOf(entry)], summaries };
}

/** Keeps a table or a picture that the user asked for, beside the runs unless the user goes elsewhere. */
async function save(folder: string, name: string, content: Uint8Array): Promise<void> {
  const defaultUri = vscode.Uri.file(path.join(folder, path.basename(name)));
  const target = await vscode.window.showSaveDialog({ defaultUri });
  if (target) await vscode.workspace.fs.writeFile(target, content);
}
