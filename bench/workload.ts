import { Mt19937 } from "../src/library/random/index.js";

/** Token ids of one document and its summary; both end with T5's `</s>`. */
export interface WorkRow {
  inputIds: number[];
  labels: number[];
}

/** Kinds of work: what is measured, and how a measuring process is told. */
export type Work = "train-lora" | "train-full" | "generate-1" | "generate-8";

export const works: readonly Work[] = ["train-lora", "train-full", "generate-1", "generate-8"];

/** What both sides read from a file, so that they do the same work on the same numbers. */
export interface Workload {
  work: Work;
  /** Folder with config.json and model.safetensors. */
  model: string;
  threads: number;
  /** Of LoRA's initial weights and of dropout. */
  seed: number;
  /** Batches in order; the first is a warm-up and not timed. */
  batches: WorkRow[][];
  /** Tokens that each row generates; generation stops at no earlier end. */
  newTokens: number;
}

const eosTokenId = 1;
/** Below it T5 has pad, eos and unk. */
const firstWord = 3;

/** Random rows with the lengths of DialogSum under T5's tokenizer. */
export class RowSource {
  private readonly random: Mt19937;

  constructor(
    seed: number,
    private readonly vocabulary: number,
  ) {
    this.random = new Mt19937(seed);
  }

  /** Log-normal lengths: source median 175, sigma 0.5, in 40..512; target median 27, sigma 0.45, in 8..128. */
  row(): WorkRow {
    return {
      inputIds: this.ids(this.length(175, 0.5, 40, 512)),
      labels: this.ids(this.length(27, 0.45, 8, 128)),
    };
  }

  batches(count: number, size: number): WorkRow[][] {
    return Array.from({ length: count }, () => Array.from({ length: size }, () => this.row()));
  }

  private length(median: number, sigma: number, low: number, high: number): number {
    const value = Math.floor(median * Math.exp(sigma * this.normal()));
    return Math.min(high, Math.max(low, value));
  }

  private ids(length: number): number[] {
    const words = this.vocabulary - firstWord;
    const ids = Array.from({ length: length - 1 }, () => firstWord + (this.random.nextUint32() % words));
    return [...ids, eosTokenId];
  }

  private uniform(): number {
    return (this.random.nextUint32() + 0.5) / 2 ** 32;
  }

  /** Box and Muller (1958). */
  private normal(): number {
    return Math.sqrt(-2 * Math.log(this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }
}

/** Real tokens of a batch: source and target, padding not counted. */
export function tokensOf(batch: readonly WorkRow[]): number {
  return batch.reduce((total, row) => total + row.inputIds.length + row.labels.length, 0);
}
