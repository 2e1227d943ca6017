import { modelFolder } from "../../library/hub/models.js";
import { AutoModelForSeq2SeqLM, type PreTrainedModel } from "../../library/models/index.js";
import {
  type CheckRow,
  checkExport,
  type DecoderLayout,
  type ExportCheck,
  exportOnnx,
  type OnnxDType,
} from "../../library/onnx/export/index.js";
import { devices } from "../../library/tensor/device.js";
import type { FloatDType } from "../../library/tensor/index.js";
import { AutoTokenizer, type Tokenizer } from "../../library/tokenizers/index.js";
import type { GlobalOptions, Terminal } from "../terminal.js";
import { mergeAdapter } from "./merge.js";
import { checkRows, type RowFlags } from "./rows.js";
import type { Exported } from "./text.js";

export interface ExportFlags extends GlobalOptions, RowFlags {
  adapter?: string;
  onnx?: string;
  merged?: string;
  dtype: OnnxDType;
  mergedDtype: FloatDType;
  decoder: DecoderLayout;
  subfolder?: string;
  externalData?: boolean;
  maxLogitDifference?: number;
  device: string;
  revision?: string;
}

/** Merges, writes and compares what the flags of `summnb export` ask for. */
export const runExport = (name: string, flags: ExportFlags, terminal: Terminal): Promise<Exported> =>
  new Run(name, flags, terminal).start();

class Run {
  #tokenizer: Tokenizer | undefined;

  constructor(
    private readonly name: string,
    private readonly flags: ExportFlags,
    private readonly terminal: Terminal,
  ) {}

  async start(): Promise<Exported> {
    const { flags, name } = this;
    const folder = await modelFolder(name, { files: "model", revision: flags.revision });
    this.#tokenizer = await this.#loadTokenizer();
    if (flags.adapter === undefined) return { merged: null, onnx: await this.#exportFolder(folder) };
    const rows = await this.#rows();
    const base = await this.#load();
    const { model, ...figures } = await mergeAdapter(base, flags.adapter, rows, flags.maxLogitDifference);
    if (flags.merged !== undefined) await this.#saveMerged(model, flags.merged);
    return {
      merged: { folder: flags.merged ?? null, ...figures },
      onnx: flags.onnx === undefined ? null : await this.#write(model, flags.onnx, model, rows),
    };
  }

  async #saveMerged(model: PreTrainedModel, folder: string): Promise<void> {
    await model.savePretrained(folder, { dtype: this.flags.mergedDtype });
    await this.#tokenizer?.savePretrained(folder);
  }

  /** Needs no LibTorch, but for the comparison. */
  async #exportFolder(folder: string): Promise<Exported["onnx"]> {
    const { flags, terminal } = this;
    const problem = flags.rows > 0 ? libtorchProblem() : undefined;
    if (problem !== undefined)
      terminal.log(`The exported model is not compared with the original, which needs LibTorch: ${problem}`);
    const compares = flags.rows > 0 && problem === undefined;
    const rows = compares ? await this.#rows() : [];
    return this.#write(folder, flags.onnx!, compares ? await this.#load() : undefined, rows);
  }

  async #write(
    source: PreTrainedModel | string,
    folder: string,
    reference: PreTrainedModel | undefined,
    rows: readonly CheckRow[],
  ): Promise<Exported["onnx"]> {
    const { dtype, decoder, subfolder, externalData } = this.flags;
    const result = await exportOnnx(source, folder, {
      dtype,
      decoder,
      subfolder,
      externalData,
      tokenizer: this.#tokenizer,
      onWrite: ({ file, done, total }) =>
        this.terminal.live(`writing ${file}: ${Math.floor((100 * done) / Math.max(1, total))}%`),
    });
    return {
      ...result,
      check: reference && rows.length > 0 ? await this.#check(reference, folder, rows) : null,
    };
  }

  /** Summaries are compared for int8 alone: in the others logits differ too little to matter. */
  #check(model: PreTrainedModel, folder: string, rows: readonly CheckRow[]): Promise<ExportCheck> {
    const { dtype } = this.flags;
    return checkExport(model, folder, rows, {
      dtype,
      tokenizer: dtype === "int8" ? this.#tokenizer : undefined,
      onProgress: (done, total) => this.terminal.live(`comparing summaries: ${done} of ${total}`),
    });
  }

  #load(): Promise<PreTrainedModel> {
    const { device, revision } = this.flags;
    return AutoModelForSeq2SeqLM.fromPretrained(this.name, { dtype: "float32", device, revision });
  }

  async #rows(): Promise<CheckRow[]> {
    if (this.flags.rows === 0) return [];
    return checkRows(this.flags, this.#tokenizer);
  }

  /** A model's folder may have none. */
  async #loadTokenizer(): Promise<Tokenizer | undefined> {
    try {
      return await AutoTokenizer.fromPretrained(this.name, { revision: this.flags.revision });
    } catch (error) {
      this.terminal.log(`Exporting without a tokenizer: ${(error as Error).message}`);
      return undefined;
    }
  }
}

/** Why LibTorch can't be used here; undefined when it can. */
function libtorchProblem(): string | undefined {
  try {
    devices();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
