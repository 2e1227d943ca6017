/** Makes summaries: from the cache where the same was asked before, else by the process of the chosen model. */
import * as vscode from "vscode";
import { kernelEnvironment, nodeCommand } from "../kernel/node-command.js";
import { kernelSettings } from "../settings.js";
import { SummaryCache, summaryKey } from "./cache.js";
import { SummaryEngine } from "./engine.js";
import { fingerprintOf } from "./models.js";

export interface Made {
  summary: string;
  isCached: boolean;
}

export class Summarizer implements vscode.Disposable {
  private readonly cache: SummaryCache;
  private engine: { key: string; engine: SummaryEngine } | undefined;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.cache = new SummaryCache(vscode.Uri.joinPath(context.globalStorageUri, "summaries").fsPath);
  }

  /** Of the process that runs now. */
  get pid(): number | undefined {
    return this.engine?.engine.pid;
  }

  /** @throws Error with one sentence when the model can't; an AbortError when `signal` says so */
  async summarize(
    text: string,
    model: string,
    scope: vscode.Uri,
    onDelta: (delta: string) => void,
    signal: AbortSignal,
  ): Promise<Made> {
    const options = vscode.workspace.getConfiguration("summnb.summarize", scope).get<object>("options", {});
    const key = summaryKey(text, await fingerprintOf(model), options);
    const before = await this.cache.get(key);
    if (before !== undefined) return { summary: before, isCached: true };
    const summary = await this.engineOf(model, scope).summarize(text, options, onDelta, signal);
    await this.cache.set(key, summary);
    return { summary, isCached: false };
  }

  dispose(): void {
    this.engine?.engine.dispose();
  }

  /** One process at a time: another model, or another Node, ends the one before. */
  private engineOf(model: string, scope: vscode.Uri): SummaryEngine {
    const settings = kernelSettings(scope);
    const idleMinutes = vscode.workspace.getConfiguration("summnb.summarize").get("idleMinutes", 5);
    const key = JSON.stringify([model, settings.node, settings.hubEndpoint, idleMinutes]);
    if (this.engine?.key === key) return this.engine.engine;
    this.engine?.engine.dispose();
    const { command, env } = nodeCommand(settings.node);
    const engine = new SummaryEngine({
      command,
      args: [this.context.asAbsolutePath("dist/src/cli/main.js"), "serve-summaries", "--stdio"],
      model,
      env: kernelEnvironment(process.env, {
        ...env,
        ...(settings.hubEndpoint ? { HF_ENDPOINT: settings.hubEndpoint } : {}),
      }),
      idle: idleMinutes * 60_000,
      log: (line) => this.log.info(line),
    });
    this.engine = { key, engine };
    return engine;
  }
}
