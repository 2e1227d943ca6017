import assert from "node:assert/strict";
import type { PreTrainedModel } from "../../../src/library/models/index.js";
import {
  getPeftModel,
  LoraConfig,
  type LoraConfigValues,
  type PeftModel,
} from "../../../src/library/peft/index.js";
import { noGrad, ops, scope, type Tensor } from "../../../src/library/tensor/index.js";
import { type TinyKind, tinyBatch, tinyModel } from "./tinyModels.js";

export const random = { r: 2, loraAlpha: 4, initLoraWeights: false } as const;

export function tinyPeft(given: Partial<LoraConfigValues> = {}, kind: TinyKind = "t5"): PeftModel {
  return getPeftModel(tinyModel(kind), new LoraConfig({ ...random, ...given }), { seed: 1 });
}

export const logitsOf = (model: PreTrainedModel): number[] =>
  noGrad(() =>
    scope(() => {
      const { logits } = model.forward({ ...tinyBatch(), outputLogits: true });
      return [...(ops.toDtype(logits!, "float64") as Tensor<"float64">).toArray()];
    }),
  );

export const differ = (a: number[], b: number[]) => Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));

export function close(a: number[], b: number[], tolerance = 1e-5): void {
  assert.ok(differ(a, b) < tolerance, `they differ by ${differ(a, b)}`);
}
