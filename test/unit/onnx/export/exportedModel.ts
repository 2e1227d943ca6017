import path from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";

type Tensors = Record<string, Tensor>;

/** Whole numbers of one length each as an int64 tensor. */
export const longs = (rows: readonly (readonly number[])[]): Tensor =>
  new Tensor("int64", BigInt64Array.from(rows.flat(), BigInt), [rows.length, rows[0]?.length ?? 0]);

/** Exported files run plainly: what a program does that knows Optimum's names and nothing of summnb. */
export class ExportedModel {
  private constructor(
    private readonly encoder: InferenceSession,
    private readonly decoder: InferenceSession,
    private readonly later: InferenceSession,
  ) {}

  static async load(folder: string, suffix = ""): Promise<ExportedModel> {
    const open = (name: string) =>
      InferenceSession.create(path.join(folder, `${name}${suffix}.onnx`), {
        intraOpNumThreads: 1,
        interOpNumThreads: 1,
        logSeverityLevel: 3,
      });
    return new ExportedModel(
      await open("encoder_model"),
      await open("decoder_model"),
      await open("decoder_with_past_model"),
    );
  }

  async release(): Promise<void> {
    for (const session of [this.encoder, this.decoder, this.later]) await session.release();
  }

  async encode(ids: readonly (readonly number[])[], mask: readonly (readonly number[])[]): Promise<Tensor> {
    const { last_hidden_state: hidden } = await this.encoder.run({
      input_ids: longs(ids),
      attention_mask: longs(mask),
    });
    return hidden as Tensor;
  }

  /** Logits [B, T, V] of all positions at once, and what the next step needs. */
  async first(
    target: readonly (readonly number[])[],
    hidden: Tensor,
    mask: readonly (readonly number[])[],
  ): Promise<{ logits: Tensor; past: Tensors }> {
    const results = await this.decoder.run({
      input_ids: longs(target),
      encoder_attention_mask: longs(mask),
      encoder_hidden_states: hidden,
    });
    return { logits: results.logits as Tensor, past: asPast(results as Tensors) };
  }

  /** Logits [B, 1, V] of one further token a row. */
  async next(
    tokens: readonly number[],
    past: Tensors,
    mask: readonly (readonly number[])[],
  ): Promise<{ logits: Tensor; past: Tensors }> {
    const results = await this.later.run({
      input_ids: longs(tokens.map((token) => [token])),
      encoder_attention_mask: longs(mask),
      ...past,
    });
    return { logits: results.logits as Tensor, past: { ...past, ...asPast(results as Tensors) } };
  }

  /** The likeliest token at every step, until all rows have `end`; the start token is left out. */
  async greedy(
    sources: readonly (readonly number[])[],
    { start, pad, end, maxNewTokens }: { start: number; pad: number; end: number; maxNewTokens: number },
  ): Promise<number[][]> {
    const width = Math.max(...sources.map(({ length }) => length));
    const ids = sources.map((row) => [...row, ...Array(width - row.length).fill(pad)]);
    const mask = sources.map((row) => [...row.map(() => 1), ...Array(width - row.length).fill(0)]);
    const results: number[][] = sources.map(() => []);
    let step = await this.first(
      sources.map(() => [start]),
      await this.encode(ids, mask),
      mask,
    );
    for (let i = 0; i < maxNewTokens; i++) {
      const tokens = likeliest(step.logits);
      tokens.forEach((token, row) => {
        const result = results[row]!;
        if (result.at(-1) !== end) result.push(token);
      });
      if (i === maxNewTokens - 1 || results.every((row) => row.at(-1) === end)) break;
      step = await this.next(tokens, step.past, mask);
    }
    return results;
  }
}

function asPast(results: Tensors): Tensors {
  const entries = Object.entries(results).filter(([name]) => name !== "logits");
  return Object.fromEntries(
    entries.map(([name, value]) => [name.replace("present", "past_key_values"), value]),
  );
}

/** The place of the largest logit of every row of [B, 1, V]. */
function likeliest({ data, dims }: Tensor): number[] {
  const [rows, , vocabulary] = dims as [number, number, number];
  const values = data as Float32Array;
  return Array.from({ length: rows }, (_, row) => {
    const logits = values.subarray(row * vocabulary, (row + 1) * vocabulary);
    return logits.indexOf(logits.reduce((a, b) => Math.max(a, b)));
  });
}
