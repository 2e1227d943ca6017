/** The workspace's runs, kept up to date for the view, the pages and the hovers; it only ever reads. */
import { existsSync, statSync } from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import { runFiles } from "../../runs/index.js";
import { notebookType } from "../notebook/cell-ids.js";
import { RunCache, type RunChanges, type RunEntry } from "./cache.js";
import { discoverStores } from "./discover.js";
import { MetricsFile } from "./metrics-file.js";

/** Files of a run that change what is shown of it, as a glob. */
const watched = `{${[runFiles.record, runFiles.metrics, runFiles.checkpointList].join(",")}}`;

/** Changes within this time are one, in milliseconds: a training may log many times a second. */
const settle = 250;

/** Running runs are looked at this often, too: that a process died changes no file. */
const pulse = 2000;

/**
 * Seconds between two searches for new stores while the view is shown, and how many times as long as a search takes:
 * watchers miss what is written into a folder in the moment in which it is made.
 */
const searchEvery = 10;
const searchShare = 50;

/** Metrics of the runs that were looked at last stay in memory. */
const mostMetrics = 8;

export class RunsService implements vscode.Disposable {
  private readonly cache = new RunCache();
  private readonly metrics = new Map<string, MetricsFile>();
  private readonly changes = new vscode.EventEmitter<RunChanges>();
  private readonly disposables: vscode.Disposable[] = [this.changes];
  private readonly due = new Set<string>();
  private outside: vscode.Disposable | undefined;
  private timer: NodeJS.Timeout | undefined;
  private pulseTimer: NodeJS.Timeout | undefined;
  private begun: Promise<void> | undefined;
  private stores: readonly string[] = [];
  /** When each store was changed last, as far as it was looked at. */
  private readonly storeTimes = new Map<string, number>();
  private nextSearch = 0;
  private searching: Promise<void> | undefined;
  /** Whether somebody sees the list of all runs. */
  isShown = false;

  readonly onDidChange = this.changes.event;

  constructor(private readonly log: vscode.LogOutputChannel) {}

  /** All known runs, the newest first; none before the first look is done. */
  get runs(): readonly RunEntry[] {
    return this.cache.runs;
  }

  get(folder: string): RunEntry | undefined {
    return this.cache.get(folder);
  }

  /** Finds the stores and begins to watch; later calls wait for the first. */
  begin(): Promise<void> {
    this.begun ??= this.watch();
    return this.begun;
  }

  /** Looks at everything anew, new stores included. */
  async refresh(): Promise<void> {
    const folders = (vscode.workspace.workspaceFolders ?? [])
      .filter(({ uri }) => uri.scheme === "file")
      .map(({ uri }) => uri.fsPath);
    const own = process.env.SUMMNB_RUNS;
    const started = Date.now();
    const found = await discoverStores(own ? [...folders, own] : folders);
    // The store that is named counts before its first run, too.
    this.stores = own && !found.includes(own) ? [...found, own] : found;
    this.nextSearch = Date.now() + Math.max(searchEvery * 1000, searchShare * (Date.now() - started));
    for (const store of this.stores) this.storeTimes.set(store, timeOf(store));
    this.tell(await this.cache.look(this.stores));
    this.watchOutside(own);
  }

  /**
   * Looks at what has changed in the store beside a file and has not been looked at yet: whoever asks about a run of
   * this moment gets it, though a watcher tells of it a little later.
   */
  async catchUp(file: string): Promise<void> {
    await this.begin();
    const store = path.join(path.dirname(file), "runs");
    if (this.stores.includes(store)) {
      if (this.storeTimes.get(store) !== timeOf(store)) await this.lookAtStores([store]);
    } else if (existsSync(store)) {
      // A search that is under way may have begun before the store was there.
      await this.searching;
      if (!this.stores.includes(store)) await this.search();
    }
    for (const { folder, record } of this.runs)
      if (record.state === "running" && path.dirname(folder) === store) this.due.add(folder);
    if (this.due.size > 0) await this.lookAtDue();
  }

  /** Looks at some runs at once, without waiting for a watcher. */
  async lookAgain(folders: readonly string[]): Promise<void> {
    this.tell(await this.cache.lookAgain(folders));
  }

  /** All metrics of a run. */
  metricsOf({ folder }: RunEntry): ReturnType<MetricsFile["read"]> {
    const file = this.metrics.get(folder) ?? new MetricsFile(path.join(folder, runFiles.metrics));
    this.metrics.delete(folder);
    this.metrics.set(folder, file);
    for (const [oldest] of this.metrics) {
      if (this.metrics.size <= mostMetrics) break;
      this.metrics.delete(oldest);
    }
    return file.read();
  }

  dispose(): void {
    clearTimeout(this.timer);
    clearInterval(this.pulseTimer);
    this.outside?.dispose();
    for (const disposable of this.disposables) disposable.dispose();
  }

  private async watch(): Promise<void> {
    this.listen(vscode.workspace.createFileSystemWatcher(`**/${watched}`));
    this.disposables.push(
      vscode.workspace.onDidChangeWorkspaceFolders(() => void this.refresh()),
      // A watcher reports files that were made; of a folder that was thrown away it may report only the folder.
      vscode.workspace.onDidDeleteFiles(() => void this.refresh()),
      // A training shows itself in its notebook as soon as its run has begun.
      vscode.workspace.onDidChangeNotebookDocument(({ notebook, cellChanges }) => {
        const store = path.join(path.dirname(notebook.uri.fsPath), "runs");
        const hasOutput =
          notebook.notebookType === notebookType && cellChanges.some(({ outputs }) => outputs);
        if (hasOutput && !this.stores.includes(store) && existsSync(store)) void this.search();
      }),
    );
    this.pulseTimer = setInterval(() => this.beat(), pulse);
    await this.refresh();
  }

  /** A store outside of the workspace needs a watcher of its own. */
  private watchOutside(store: string | undefined): void {
    if (!store || this.outside || vscode.workspace.getWorkspaceFolder(vscode.Uri.file(store))) return;
    const pattern = new vscode.RelativePattern(vscode.Uri.file(store), `*/${watched}`);
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    this.outside = watcher;
    this.listen(watcher);
  }

  private listen(watcher: vscode.FileSystemWatcher): void {
    const note = (uri: vscode.Uri) => this.noteChange(vscode.Uri.joinPath(uri, "..").fsPath);
    this.disposables.push(
      watcher,
      watcher.onDidChange(note),
      watcher.onDidCreate(note),
      watcher.onDidDelete(note),
    );
  }

  private noteChange(folder: string): void {
    this.due.add(folder);
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.lookAtDue();
    }, settle);
  }

  private async lookAtDue(): Promise<void> {
    const folders = [...this.due];
    this.due.clear();
    try {
      const isNewStore = folders.some((folder) => !this.stores.includes(path.dirname(folder)));
      if (isNewStore) await this.refresh();
      else this.tell(await this.cache.lookAgain(folders));
    } catch (error) {
      this.log.warn(`The runs can't be read: ${error instanceof Error ? error.message : error}`);
    }
  }

  private beat(): void {
    for (const { folder, record } of this.runs) if (record.state === "running") this.noteChange(folder);
    const changed = this.stores.filter((store) => this.storeTimes.get(store) !== timeOf(store));
    if (changed.length > 0) void this.lookAtStores(changed);
    if (this.isShown && Date.now() > this.nextSearch) void this.search();
  }

  private async lookAtStores(changed: readonly string[]): Promise<void> {
    for (const store of changed) this.storeTimes.set(store, timeOf(store));
    this.tell(await this.cache.look());
  }

  private search(): Promise<void> {
    this.searching ??= this.refresh().finally(() => {
      this.searching = undefined;
    });
    return this.searching;
  }

  private tell(changes: RunChanges): void {
    for (const folder of changes.removed) this.metrics.delete(folder);
    if (Object.values(changes).some(({ length }) => length > 0)) this.changes.fire(changes);
  }
}

/** When something was last added to a folder, or taken from it; 0 when there is none. */
function timeOf(folder: string): number {
  return statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
