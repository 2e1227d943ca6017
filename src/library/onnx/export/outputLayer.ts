import type { GraphBuilder, Value } from "./graphBuilder.js";
import type { HeadWeight, Precision } from "./precision.js";

/** Hidden states [B, T, d] → logits [B, T, vocabulary]. */
export function outputLayer(
  b: GraphBuilder,
  precision: Precision,
  hidden: Value,
  ids: Value,
  head: HeadWeight,
): Value {
  return b.within("lm_head", () => {
    const [vocabulary, width] = head.reader.shape as [number, number];
    const rows = b.node("Reshape", [hidden, b.ints([-1, width])]);
    const product = precision.head(b, rows, head);
    const bias = head.bias && b.initializers.vector("final_logits_bias", head.bias, [vocabulary]);
    const logits = bias ? b.node("Add", [product, bias]) : product;
    const shape = b.node("Concat", [b.node("Shape", [ids]), b.ints([vocabulary])], { axis: 0 });
    return b.node("Reshape", [logits, shape]);
  });
}
