/** What a model card says; everything that is not known is left out of it and never made up. */
export interface CardFacts {
  /** OWNER/NAME of the repository. */
  repo: string;
  kind: "adapter" | "model" | "tokenizer";
  /** Architecture's name as in config.json, such as t5. */
  modelType?: string | undefined;
  /** The model that was fine-tuned. */
  base?:
    | { name: string /** Its id on the Hub; undefined for a local folder. */; id?: string | undefined }
    | undefined;
  /** Such as "LoRA", from the adapter's configuration. */
  method?: string | undefined;
  parameters?: { total: number; trainable: number } | undefined;
  run?: RunFacts | undefined;
  /** Ids on the Hub of the data it was trained on. */
  datasets?: readonly string[] | undefined;
  language?: readonly string[] | undefined;
  /** The Hub's name of a licence, such as apache-2.0; only the user knows it. */
  license?: string | undefined;
  tags?: readonly string[] | undefined;
  /** Scores on a test set, such as what `summnb evaluate --json` printed. */
  evaluation?: Scores | undefined;
}

export interface Scores {
  /** rouge1, rouge2, rougeL, rougeLsum in [0, 1]. */
  metrics: Readonly<Record<string, number>>;
  /** 95% bootstrap intervals of the means. */
  intervals?: Readonly<Record<string, readonly [number, number]>> | undefined;
  /** Rows that were scored. */
  rows?: number | undefined;
  /** Their name, such as "validation". */
  split?: string | undefined;
}

/** A run as its record in the run store tells it. */
export interface RunFacts {
  id: string;
  state: string;
  arguments: Readonly<Record<string, unknown>>;
  versions: Readonly<Record<string, string>>;
  device: string | null;
  data: readonly {
    split: string;
    name?: string | undefined;
    rows?: number | undefined;
    fingerprint: string;
  }[];
  /** How rows became token ids: sourcePrefix or promptTemplate, maxSourceLength, maxTargetLength. */
  preprocessing: Readonly<Record<string, unknown>>;
  trainLoss: number | null;
  /** A line for each evaluation, in order. */
  evaluations: readonly EvaluationLine[];
}

export interface EvaluationLine {
  step: number;
  epoch: number;
  /** The last logged training loss before it. */
  trainLoss: number | null;
  evalLoss: number;
  metrics: Readonly<Record<string, number>>;
  intervals?: Readonly<Record<string, readonly [number, number]>> | undefined;
}
