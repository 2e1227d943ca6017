/** Asks the processes that have the library, and tells the panel what they say. */
import * as vscode from "vscode";
import {
  advisorMethods,
  type CheckParams,
  type DataFacts,
  type DownloadFacts,
  type MachineFacts,
  type ModelFacts,
  type PlanCheck,
} from "../../protocol/advisor.js";
import type { Asked, HostToPanel } from "../../protocol/panel.js";
import type { TrainPlan } from "../../protocol/train-plan.js";
import { launchOptionsOf } from "../execution/launch-options.js";
import { kernelEnvironment, nodeCommand } from "../kernel/node-command.js";
import { type AdvisorLaunch, AdvisorProcess } from "./advisor-process.js";
import { trainConfig } from "./config.js";
import { Newest } from "./newest.js";

/** In milliseconds: a plan that rests so long is checked, and a check that a newer one waits for may go on so long. */
const settle = 400;
const patience = 4000;

export interface AdvisorOptions {
  context: vscode.ExtensionContext;
  /** Where relative paths of a plan begin. */
  folder: string;
  post(message: HostToPanel): void;
  log(line: string): void;
}

export class Advisor implements vscode.Disposable {
  /** Looks at models and data; never loads LibTorch. */
  private readonly reader: AdvisorProcess;
  /** Checks plans; it may be ended at any time. */
  private readonly checker: AdvisorProcess;
  private readonly checks: Newest<CheckParams, PlanCheck>;
  private download: DownloadFacts | undefined;

  constructor(private readonly options: AdvisorOptions) {
    const { log, post } = options;
    const launch = () => this.launch();
    this.reader = new AdvisorProcess(launch, { log, onDownload: (progress) => this.onDownload(progress) });
    this.checker = new AdvisorProcess(launch, { log });
    this.checks = new Newest<CheckParams, PlanCheck>({
      settle,
      patience,
      ask: (params) => {
        post({ type: "checking" });
        return this.checker.ask<PlanCheck>(advisorMethods.check, params);
      },
      cancel: () => this.checker.end(),
      onAnswer: (facts) => post({ type: "check", answer: { facts } }),
      onError: ({ message }) => post({ type: "check", answer: { problem: message } }),
    });
  }

  check(plan: TrainPlan, withData: boolean): void {
    this.checks.ask({ config: trainConfig(plan), withData });
  }

  async machine(): Promise<void> {
    this.options.post({
      type: "machine",
      answer: await asked(this.checker.ask<MachineFacts>(advisorMethods.machine)),
    });
  }

  async model(model: string): Promise<void> {
    const answer = await asked(this.reader.ask<ModelFacts>(advisorMethods.model, { model }));
    this.options.post({ type: "model", model, answer });
  }

  async data(params: { data: string; config: string; mayDownload: boolean }): Promise<void> {
    const { data, config } = params;
    const answer = await asked(this.reader.ask<DataFacts>(advisorMethods.data, params));
    this.download = undefined;
    this.options.post({ type: "data", data, config, answer });
  }

  dispose(): void {
    this.checks.dispose();
    this.reader.end();
    this.checker.end();
  }

  /** As a kernel in this folder is launched. */
  private async launch(): Promise<AdvisorLaunch> {
    const { context, folder } = this.options;
    const { node, environment } = await launchOptionsOf(folder, vscode.Uri.file(folder), context);
    const { command, env } = nodeCommand(node);
    return {
      command,
      env: kernelEnvironment(process.env, { ...env, ...environment }),
      main: context.asAbsolutePath("dist/src/cli/advisor/main.js"),
      cwd: folder,
    };
  }

  /** The first message of a download has all, later ones what changed. */
  private onDownload(progress: Partial<DownloadFacts>): void {
    this.download = { label: "", value: 0, total: null, ...this.download, ...progress };
    this.options.post({ type: "download", progress: this.download });
  }
}

async function asked<T>(question: Promise<T>): Promise<Asked<T>> {
  try {
    return { facts: await question };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}
