import { cpSync, linkSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { InterruptedError, SummnbError } from "../errors.js";
import { filesOfCheckpoint, filesOfModel } from "../hub/upload/files.js";
import type { CardAdditions, PushOptions, PushResult } from "../hub/upload/index.js";
import { checkPush, pushFiles, pushToHub } from "../hub/upload/pushToHub.js";
import type { TrainingArgumentValues } from "./arguments/index.js";
import { heldName } from "./checkpoints/folders.js";

/** A checkpoint as the training has written it. */
export interface SavedCheckpoint {
  step: number;
  folder: string;
}

export interface TrainerPushOptions
  extends CardAdditions,
    Pick<PushOptions, "commitMessage" | "revision" | "createPr"> {
  /** In place of the argument hubToken. */
  token?: string;
}

/** Where checkpoints go in the repository, by hubStrategy; the others upload the model alone. */
const checkpointPlaces: Partial<Record<TrainingArgumentValues["hubStrategy"], (step: number) => string>> = {
  checkpoint: () => "last-checkpoint",
  all_checkpoints: (step) => `checkpoint-${step}`,
};

/** A training's uploads to the Hub: beside the training at its saves, and the model at the end. */
export class HubPush {
  #repo: string;
  #running: Promise<void> | undefined;
  #pending = 0;
  readonly #notices: string[] = [];

  /** @throws SummnbError for a repository's name that can't be one */
  constructor(
    private readonly args: TrainingArgumentValues,
    private readonly token: string | undefined,
  ) {
    this.#repo = args.hubModelId ?? path.basename(path.resolve(args.outputDir));
    checkPush(this.#repo, this.#options());
  }

  #options({ token, ...options }: PushOptions = {}): PushOptions {
    const { hubPrivateRepo, hubRevision } = this.args;
    return {
      private: hubPrivateRepo ?? true,
      ...(hubRevision === null ? {} : { revision: hubRevision }),
      ...((token ?? this.token) === undefined ? {} : { token: token ?? this.token }),
      ...options,
    };
  }

  /** Token and repository are tried before the first step: after hours of training is too late. */
  async prepare(): Promise<void> {
    const { openRepo } = await import("../hub/upload/send.js");
    this.#repo = await openRepo(this.#repo, this.#options());
  }

  /** Uploads the final model of a folder, after what is still under way. */
  async pushModel(
    folder: string,
    runId: string | undefined,
    options: TrainerPushOptions = {},
  ): Promise<PushResult> {
    await this.finish();
    try {
      return await pushToHub(folder, this.#repo, this.#options({ run: runId, ...options }));
    } catch (error) {
      if (error instanceof InterruptedError) throw error;
      throw new SummnbError(`${(error as Error).message} The model itself is whole in ${folder}.`);
    }
  }

  /**
   * Starts uploading a checkpoint, as hubStrategy says, and returns at once. While an upload is under way further ones
   * are left out, unless hubAlwaysPush is true. One that fails is a notice: it is no reason to lose a training.
   */
  afterSave(saved: SavedCheckpoint, runId: string): void {
    const { hubStrategy, hubAlwaysPush } = this.args;
    if (hubStrategy === "end" || (this.#pending > 0 && !hubAlwaysPush)) return;
    this.#pending++;
    // The training may remove the checkpoint meanwhile (saveTotalLimit); other names keep its files.
    const held = path.join(path.dirname(saved.folder), heldName(saved.step));
    const holding = hold(saved.folder, held);
    this.#running = Promise.all([holding, this.#running])
      .then(() => this.#pushCheckpoint({ ...saved, folder: held }, runId))
      .catch((error: Error) => this.#failed(saved.step, error))
      .finally(() => {
        this.#pending--;
        rmSync(held, { recursive: true, force: true });
      });
  }

  #failed(step: number, error: Error): void {
    if (error instanceof InterruptedError) return;
    this.#notices.push(`The upload of step ${step} failed, and the training goes on: ${error.message}`);
  }

  async #pushCheckpoint({ step, folder }: SavedCheckpoint, runId: string): Promise<void> {
    const { files, leftOut } = filesOfModel(folder);
    const place = checkpointPlaces[this.args.hubStrategy]?.(step);
    const whole = place === undefined ? [] : filesOfCheckpoint(folder, place);
    await pushFiles(
      { files: [...files, ...whole], leftOut },
      this.#repo,
      this.#options({ run: runId, commitMessage: `Training in progress, step ${step}` }),
    );
  }

  /** Waits for what is under way. */
  async finish(): Promise<void> {
    await this.#running;
  }

  /** What has gone wrong since it was last asked. */
  takeNotices(): string[] {
    return this.#notices.splice(0);
  }
}

/** Gives a folder's files a second name each, at once and without their bytes twice where the disk can do that. */
async function hold(folder: string, held: string): Promise<void> {
  rmSync(held, { recursive: true, force: true });
  mkdirSync(held);
  linkInto(folder, held);
}

function linkInto(from: string, to: string): void {
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) {
      mkdirSync(target);
      linkInto(source, target);
      continue;
    }
    try {
      linkSync(source, target);
    } catch {
      // Some disks have no links.
      cpSync(source, target);
    }
  }
}
