import { LayerNorm, type Parameter } from "../../nn/index.js";
import type { FloatDType } from "../../tensor/dtype.js";
import type { Tensor } from "../../tensor/tensor.js";
import type { BartFamilyConfig, Side } from "../bartFamily/config.js";
import { Stack } from "../bartFamily/stack.js";
import { SinusoidalPositions } from "./positions.js";

/** Pegasus's encoder or decoder: sinusoidal positions, norms before every update and one at the end. */
export class PegasusStack extends Stack {
  readonly layer_norm: LayerNorm;

  constructor(settings: BartFamilyConfig, side: Side, shared: Parameter) {
    const { dModel, maxPositionEmbeddings } = settings;
    const positions = new SinusoidalPositions(maxPositionEmbeddings, dModel);
    super(settings, side, shared, { norm: "pre", halfClamp: "always" }, positions);
    this.layer_norm = new LayerNorm(dModel);
  }

  protected override finished(x: Tensor<FloatDType>): Tensor<FloatDType> {
    return this.layer_norm.forward(x);
  }
}
