import { randomUUID } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { SummnbError } from "../../errors.js";
import type { HubOptions } from "../../hub/environment.js";
import { modelFolder } from "../../hub/models.js";
import type { PreTrainedModel } from "../../models/pretrained.js";
import type { Tokenizer } from "../../tokenizers/index.js";
import { architectureOf } from "./architectures.js";
import { companions } from "./companions.js";
import { type DecoderLayout, layouts } from "./graphs.js";
import { type OnnxDType, precisions } from "./precision.js";
import { type ExportSource, folderSource, modelSource } from "./source.js";
import { inlineSize, largestFile, writeModel } from "./writeModel.js";

/** Of the files; onnxruntime since 1.18 reads them. */
export const opsetVersion = 21;
const irVersion = 10;

export interface ExportProgress {
  /** The file that is being written. */
  file: string;
  /** Bytes of weights of all files. */
  done: number;
  total: number;
}

export interface ExportOptions extends HubOptions {
  /** Of the weights; default float32. float16 halves the files; int8 quantizes the linear layers' weights. */
  dtype?: OnnxDType;
  /**
   * "separate" (default): one decoder for the first token and one for all later ones, the quickest to run. "merged": one
   * file for both, half as large, which transformers.js needs.
   */
  decoder?: DecoderLayout;
  /** Where the .onnx files go below the output folder, such as "onnx" for transformers.js; default the folder itself. */
  subfolder?: string;
  /** Weights in a file of their own beside each model: default only where they are too large for one file (2 GB). */
  externalData?: boolean;
  /** Saved with a model that is in memory; a folder's own is copied. */
  tokenizer?: Tokenizer;
  /** Told as weights are written; `onProgress` is told of a download. */
  onWrite?: (progress: ExportProgress) => void;
}

export interface ExportedFile {
  name: string;
  bytes: number;
}

export interface ExportResult {
  folder: string;
  dtype: OnnxDType;
  /** With their paths in the folder. */
  files: ExportedFile[];
}

const { version } = JSON.parse(
  readFileSync(new URL("../../../../../package.json", import.meta.url), "utf8"),
) as { version: string };

/** What every file begins with. */
const header = {
  irVersion,
  producerName: "summnb",
  producerVersion: version,
  opsetImport: [{ domain: "", version: opsetVersion }],
};

/** @throws SummnbError for a value that the table does not have */
function oneOf<T>(table: Record<string, T>, option: string, value: string): T {
  if (Object.hasOwn(table, value)) return table[value]!;
  throw new SummnbError(
    `An export's ${option} is ${Object.keys(table).join(", ")}, not ${JSON.stringify(value)}.`,
  );
}

async function sourceOf(
  model: PreTrainedModel | string,
  hub: HubOptions,
): Promise<ExportSource & { folder?: string }> {
  if (typeof model !== "string") return modelSource(model);
  const folder = await modelFolder(model, { ...hub, files: "model" });
  if (statSync(folder).isFile())
    throw new SummnbError(`${folder} is a config alone; give the folder that also holds the weights.`);
  return { ...folderSource(folder, model), folder };
}

/**
 * Writes a model as ONNX files that onnxruntime, Optimum and transformers.js read: the encoder, the decoder of the
 * first token and the decoder of all later ones, with config.json, generation_config.json and the tokenizer. A folder's
 * weights are written as they are read, so memory stays flat and LibTorch is not needed. A failure leaves no file
 * half-written.
 * @param model a folder, an id on the Hub, or a model in memory without adapters
 * @throws SummnbError when the model has no graphs, its weights are missing, or the folder can't be written
 */
export async function exportOnnx(
  model: PreTrainedModel | string,
  outputFolder: string,
  options: ExportOptions = {},
): Promise<ExportResult> {
  const {
    dtype = "float32",
    decoder = "separate",
    subfolder = "",
    externalData,
    tokenizer,
    onWrite,
    ...hub
  } = options;
  const precision = oneOf(precisions, "dtype", dtype);
  const layout = oneOf(layouts, "decoder", decoder);
  const source = await sourceOf(model, hub);
  const temporary = path.join(outputFolder, `.export-${randomUUID()}`);
  try {
    const architecture = architectureOf(source.model, source.weights, precision);
    const models = Object.entries(layout).map(([name, build]) => ({
      name: path.join(subfolder, `${name}${precision.suffix}.onnx`),
      graph: build(architecture),
    }));
    const total = models.reduce((sum, { graph }) => sum + inlineSize(graph), 0);
    const written: string[] = [];
    let done = 0;
    await mkdir(path.join(temporary, subfolder), { recursive: true });
    for (const { name, graph } of models) {
      const dataName = `${name}_data`;
      const isExternal = externalData ?? inlineSize(graph) > largestFile - 2 ** 24;
      await writeModel(path.join(temporary, name), header, graph, {
        external: isExternal
          ? { path: path.join(temporary, dataName), name: path.basename(dataName) }
          : undefined,
        onBytes(count) {
          done += count;
          onWrite?.({ file: name, done, total });
        },
      });
      written.push(...(isExternal ? [dataName] : []), name);
    }
    written.push(...(await companions(source.model, source.folder, tokenizer, temporary)));
    await mkdir(path.join(outputFolder, subfolder), { recursive: true });
    const files: ExportedFile[] = [];
    for (const name of written) {
      const target = path.join(outputFolder, name);
      await rename(path.join(temporary, name), target);
      files.push({ name, bytes: statSync(target).size });
    }
    return { folder: outputFolder, dtype, files };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined || error instanceof SummnbError) throw error;
    throw new SummnbError(
      `${outputFolder} could not be written (${code}); free some space or choose another folder.`,
    );
  } finally {
    source.close();
    // What can't be removed, such as below a file, must not hide why the export failed.
    await rm(temporary, { recursive: true, force: true }).catch(() => {});
  }
}
