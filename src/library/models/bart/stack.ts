import { LayerNorm, type Parameter } from "../../nn/index.js";
import type { FloatDType } from "../../tensor/dtype.js";
import type { Tensor } from "../../tensor/tensor.js";
import type { BartFamilyConfig, Side } from "../bartFamily/config.js";
import { Stack } from "../bartFamily/stack.js";
import { LearnedPositions } from "./positions.js";

/** BART's encoder or decoder: learned positions, a norm of the embeddings, norms after every update. */
export class BartStack extends Stack {
  readonly layernorm_embedding: LayerNorm;

  constructor(settings: BartFamilyConfig, side: Side, shared: Parameter) {
    const { dModel, maxPositionEmbeddings } = settings;
    const positions = new LearnedPositions(maxPositionEmbeddings, dModel);
    super(settings, side, shared, { norm: "post", halfClamp: "overflow" }, positions);
    this.layernorm_embedding = new LayerNorm(dModel);
  }

  protected override embedded(x: Tensor<FloatDType>): Tensor<FloatDType> {
    return this.layernorm_embedding.forward(x);
  }
}
