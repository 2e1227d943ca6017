import type { Parameter } from "../../nn/index.js";
import { noGrad } from "../../tensor/autograd.js";
import type { FloatDType } from "../../tensor/dtype.js";
import * as ops from "../../tensor/ops.js";
import { scope } from "../../tensor/scope.js";
import { operator, Tensor } from "../../tensor/tensor.js";
import type { T5ForConditionalGeneration } from "./model.js";

const qr = operator("linalg_qr");

/** Standard deviation of the embeddings; hidden states begin small beside what the layers add. */
const embeddingStd = 0.25;
/** All layers' outputs begin this much smaller than T5's own initialisation. */
const outputScale = 0.1;
/** Bias for "one token back", in units of a score: the softmax is all but certain of it. */
const previousTokenBias = 8;
const queryScale = 0.55;
const keyScale = 0.825;
/** How much louder a copied token is than the residual it is added to. */
const valueScale = 2;

/** A random orthogonal matrix [n, n]. */
function orthogonal(n: number): Tensor<FloatDType> {
  const noise = ops.normal_(ops.zeros([n, n], "float32"), 0, 1);
  const [q] = qr(noise.handle) as [number, number];
  return new Tensor<FloatDType>(q);
}

/** Rows [start, start + length) of a weight, to write into. */
const rowsOf = (parameter: Parameter, start: number, length: number) =>
  ops.narrow(parameter.data, 0, start, length);
const columnsOf = (parameter: Parameter, start: number, length: number) =>
  ops.narrow(parameter.data, 1, start, length);

function scaleBy(parameter: Parameter, factor: number): void {
  ops.copy_(parameter.data, ops.mulScalar(parameter.data, factor));
}

/**
 * Fresh weights from which copying is learned in hundreds of steps instead of tens of thousands: half of the
 * heads of the encoder's first layer begin as "previous token" heads, half of those of every cross-attention
 * look for the source position whose previous token is the decoder's last one and pass its token on, and the
 * output layer begins as the embeddings. This is the circuit that trained models are seen to form (Olsson et
 * al. 2022, https://arxiv.org/abs/2209.11895), given as the starting point as mimetic initialisation does
 * (Trockman & Kolter 2023, https://arxiv.org/abs/2305.09828). Everything is trained on from there.
 *
 * Needs an untied model (T5 v1.1) with dModel = numHeads · dKv, on the CPU in float32.
 */
export function initializeForCopying(model: T5ForConditionalGeneration): void {
  const { dModel, numHeads, dKv } = model.t5;
  const half = (numHeads / 2) * dKv;
  noGrad(() =>
    scope(() => {
      ops.normal_(model.shared.weight.data, 0, embeddingStd);
      const norm = embeddingStd * Math.sqrt(dModel);
      ops.copy_(model.lm_head.weight.data, ops.divScalar(model.shared.weight.data, norm));
      for (const [name, parameter] of model.namedParameters())
        if (/\.(o|wo)\.weight$/.test(name)) scaleBy(parameter, outputScale);

      const basis = orthogonal(dModel);
      const own = ops.narrow(basis, 0, 0, half);
      const previous = ops.narrow(basis, 0, half, half);
      const first = model.encoder.block.items[0]!.selfAttention;
      const bias = first.relative_attention_bias!.weight;
      scaleBy(bias, outputScale);
      // Bucket 1 of bidirectional attention is the key one token before the query.
      ops.fill_(ops.narrow(ops.narrow(bias.data, 0, 1, 1), 1, 0, numHeads / 2), previousTokenBias);
      const weight = (layer: unknown) => (layer as { weight: Parameter }).weight;
      ops.copy_(
        rowsOf(weight(first.q), 0, half),
        ops.mulScalar(rowsOf(weight(first.q), 0, half), outputScale),
      );
      ops.copy_(rowsOf(weight(first.v), 0, half), own);
      ops.copy_(
        columnsOf(weight(first.o), 0, half),
        ops.mulScalar(ops.transpose(previous, 0, 1), embeddingStd),
      );

      for (const block of model.decoder.block.items) {
        const cross = block.crossAttention!;
        const value = ops.narrow(orthogonal(dModel), 0, 0, half);
        ops.copy_(rowsOf(weight(cross.q), 0, half), ops.mulScalar(own, queryScale));
        ops.copy_(rowsOf(weight(cross.k), 0, half), ops.mulScalar(previous, keyScale));
        ops.copy_(rowsOf(weight(cross.v), 0, half), value);
        const out = ops.mulScalar(ops.transpose(value, 0, 1), embeddingStd * valueScale);
        ops.copy_(columnsOf(weight(cross.o), 0, half), out);
      }
    }),
  );
}
