import { existsSync, statSync } from "node:fs";
import { SummnbError } from "../errors.js";
import type { GenerationModel } from "../generation/model.js";
import type { HubOptions } from "../hub/environment.js";
import { isRepoId } from "../hub/repoId.js";
import { openSnapshot } from "../hub/snapshot.js";
import { hasOnnx, listFolder } from "../onnx/runtime/folder.js";
import type { OnnxOptions } from "../onnx/runtime/model.js";

export type Backend = "onnx" | "libtorch";

export interface OpenOptions extends OnnxOptions {
  /** What computes; default is ONNX Runtime where there are .onnx files, else LibTorch. */
  backend?: Backend;
  /** Of LibTorch: "cuda", "mps" or "cpu". */
  device?: string;
}

export interface OpenedModel {
  model: GenerationModel;
  dispose(): Promise<void>;
}

async function backendOf(nameOrPath: string, hub: HubOptions): Promise<Backend> {
  if (existsSync(nameOrPath))
    return statSync(nameOrPath).isDirectory() && hasOnnx(listFolder(nameOrPath)) ? "onnx" : "libtorch";
  if (!isRepoId(nameOrPath)) return "libtorch";
  const { paths } = await openSnapshot({ type: "model", id: nameOrPath }, hub);
  return hasOnnx(paths) ? "onnx" : "libtorch";
}

/**
 * Opens a model with what can run it. Each backend is loaded only when it is taken, so a program with exported models
 * needs no LibTorch.
 */
export async function openModel(nameOrPath: string, options: OpenOptions): Promise<OpenedModel> {
  const { backend, device, dtype, providers, threads, ...hub } = options;
  const chosen = backend ?? (await backendOf(nameOrPath, hub));
  if (chosen === "onnx") {
    const { OnnxModelForSeq2SeqLM } = await import("../onnx/runtime/model.js");
    const model = await OnnxModelForSeq2SeqLM.fromPretrained(nameOrPath, {
      dtype,
      providers,
      threads,
      ...hub,
    });
    return { model, dispose: () => model.dispose() };
  }
  if (chosen !== "libtorch")
    throw new SummnbError(`A pipeline's backend is "onnx" or "libtorch", not ${JSON.stringify(chosen)}.`);
  const { AutoModelForSeq2SeqLM } = await import("../models/auto.js");
  const { isFloatDType } = await import("../tensor/dtype.js");
  if (dtype !== undefined && !isFloatDType(dtype))
    throw new SummnbError(
      `With LibTorch the dtype is float32, float16 or bfloat16, not ${dtype}; export the model for others.`,
    );
  const model = await AutoModelForSeq2SeqLM.fromPretrained(nameOrPath, { dtype, device, ...hub });
  // Weights belong to the scope that made them, as everywhere.
  return { model, dispose: async () => {} };
}
