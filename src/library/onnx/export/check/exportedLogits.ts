import path from "node:path";
import type { InferenceSession, Tensor } from "onnxruntime-node";
import { readConfig } from "../../../models/config.js";
import { onnxFolder } from "../../runtime/folder.js";
import { decoderShape } from "../../runtime/shape.js";

type Rows = readonly (readonly number[])[];

/** Rows of one length each, and 1 for what is real. */
export interface PaddedRows {
  ids: Rows;
  mask: Rows;
}

/** Pads rows to the longest. */
export function padded(rows: Rows, padTokenId: number): PaddedRows {
  const width = Math.max(...rows.map(({ length }) => length));
  const fill = (row: readonly number[], value: number) => [...row, ...Array(width - row.length).fill(value)];
  return {
    ids: rows.map((row) => fill(row, padTokenId)),
    mask: rows.map((row) => fill(Array(row.length).fill(1), 0)),
  };
}

/**
 * An exported model's logits [rows, T, vocabulary] of given decoder inputs, computed in this thread: for a few rows,
 * once.
 */
export async function exportedLogits(
  folder: string,
  dtype: string,
  source: PaddedRows,
  decoderIds: Rows,
): Promise<Float32Array> {
  // Loaded here: an export that is not compared needs no onnxruntime.
  const { InferenceSession: Session, Tensor: OnnxTensor } = await import("onnxruntime-node");
  const { files } = await onnxFolder(folder, dtype, {});
  const longs = (rows: Rows) =>
    new OnnxTensor("int64", BigInt64Array.from(rows.flat(), BigInt), [rows.length, rows[0]!.length]);
  const run = async (file: string, feeds: (names: readonly string[]) => InferenceSession.FeedsType) => {
    const session = await Session.create(path.join(folder, file), { logSeverityLevel: 3 });
    try {
      const output = file === files.encoder ? "last_hidden_state" : "logits";
      return (await session.run(feeds(session.inputNames), [output]))[output]!;
    } finally {
      await session.release();
    }
  };
  const mask = longs(source.mask);
  const hidden = await run(files.encoder, () => ({ input_ids: longs(source.ids), attention_mask: mask }));
  const { heads, headWidth } = decoderShape(readConfig(folder));
  const nothing = () =>
    new OnnxTensor("float32", new Float32Array(), [source.ids.length, heads, 0, headWidth]);
  const known: Record<string, Tensor> = {
    input_ids: longs(decoderIds),
    encoder_attention_mask: mask,
    encoder_hidden_states: hidden,
    use_cache_branch: new OnnxTensor("bool", [false], [1]),
  };
  const logits = await run(files.decoder, (names) =>
    Object.fromEntries(names.map((name) => [name, known[name] ?? nothing()])),
  );
  return logits.data as Float32Array;
}
