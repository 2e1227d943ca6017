/**
 * The process that summarizes (`summnb serve-summaries`), spoken to in lines of JSON: started with the first text, asked
 * again while it lives, and ended when nothing was asked for a while. It knows no `vscode`.
 */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { l10n } from "../l10n.js";
import { LineReader } from "./lines.js";

/** What the process says, a line each. */
export type ServerLine =
  | { ready: true; model: string }
  | { id: number; delta: string }
  | { id: number; done: true; summary: string }
  | { id: number; error: string }
  /** It can't serve at all, such as for a folder without a model. */
  | { error: string };

export interface EngineOptions {
  command: string;
  /** Up to `serve-summaries --stdio`; the model comes behind. */
  args: readonly string[];
  model: string;
  env: NodeJS.ProcessEnv;
  /** Milliseconds without a question after which the process ends. */
  idle: number;
  log(line: string): void;
}

interface Question {
  onDelta(delta: string): void;
  resolve(summary: string): void;
  reject(error: Error): void;
}

export class SummaryEngine {
  private child: ChildProcessWithoutNullStreams | undefined;
  private readonly questions = new Map<number, Question>();
  private lastId = 0;
  private idleTimer: NodeJS.Timeout | undefined;
  private lastWords = "";

  constructor(private readonly options: EngineOptions) {}

  /** Of the process that runs now. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  /**
   * The summary of a text, piece by piece to `onDelta`, and whole in the end.
   * @throws Error with one sentence when the process can't make it; an AbortError when `signal` says so
   */
  summarize(
    text: string,
    options: object,
    onDelta: (delta: string) => void,
    signal: AbortSignal,
  ): Promise<string> {
    signal.throwIfAborted();
    clearTimeout(this.idleTimer);
    this.child ??= this.start();
    const { child } = this;
    const id = ++this.lastId;
    return new Promise<string>((resolve, reject) => {
      const settle = () => {
        signal.removeEventListener("abort", abort);
        this.questions.delete(id);
        if (this.questions.size === 0) this.waitForIdle();
      };
      const abort = () => {
        this.send(child, { cancel: id });
        settle();
        reject(signal.reason);
      };
      signal.addEventListener("abort", abort);
      this.questions.set(id, {
        onDelta,
        resolve: (summary) => {
          settle();
          resolve(summary);
        },
        reject: (error) => {
          settle();
          reject(error);
        },
      });
      this.send(child, { id, text, options });
    });
  }

  dispose(): void {
    clearTimeout(this.idleTimer);
    this.child?.kill();
    this.child = undefined;
  }

  private start(): ChildProcessWithoutNullStreams {
    const { command, args, model, env, log } = this.options;
    const child = spawn(command, [...args, model], { env, windowsHide: true });
    this.lastWords = "";
    const lines = new LineReader((line) => this.receive(line));
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => lines.add(chunk));
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      log(chunk.trimEnd());
      this.lastWords = (this.lastWords + chunk).slice(-2000);
    });
    // A pipe that breaks is followed by the process's end, which is what is acted on.
    child.stdin.on("error", () => {});
    child.once("error", (error) => this.ended(child, error.message));
    child.once("close", (code, signal) => this.ended(child, this.lastLine() ?? String(signal ?? code)));
    return child;
  }

  private send(child: ChildProcessWithoutNullStreams, message: object): void {
    child.stdin.write(`${JSON.stringify(message)}\n`);
  }

  private receive(text: string): void {
    let line: ServerLine;
    try {
      line = JSON.parse(text) as ServerLine;
    } catch {
      // Not ours: what a library prints by itself.
      this.options.log(text);
      return;
    }
    if (!("id" in line)) {
      if ("error" in line) this.lastWords = line.error;
      return;
    }
    // Undefined for one that was cancelled.
    const question = this.questions.get(line.id);
    if ("delta" in line) question?.onDelta(line.delta);
    else if ("error" in line) question?.reject(new Error(line.error));
    else question?.resolve(line.summary);
  }

  private ended(child: ChildProcessWithoutNullStreams, reason: string): void {
    if (this.child !== child) return;
    this.child = undefined;
    const { model } = this.options;
    for (const question of [...this.questions.values()])
      question.reject(new Error(l10n.t("The process that summarizes with {0} ended: {1}", model, reason)));
    clearTimeout(this.idleTimer);
  }

  private lastLine(): string | undefined {
    return this.lastWords.trim().split("\n").at(-1) || undefined;
  }

  private waitForIdle(): void {
    clearTimeout(this.idleTimer);
    this.idleTimer = setTimeout(() => this.dispose(), this.options.idle);
    this.idleTimer.unref();
  }
}
