/** The notebook that "Train LoRA" leaves: values in, cells out. Pure, so that it can be read and tested alone. */
import type { TrainLoraValues } from "../../protocol/panel.js";

export interface TemplateCell {
  type: "code" | "markdown";
  text: string;
}

/** Rows that are kept from training and summarized before and after it. */
const heldOutRows = 100;
/** T5's own prefix; training and inference must use the same. */
const prefix = "summarize: ";

/** A value as TypeScript source. */
const source = (value: unknown) => JSON.stringify(value);

function introduction({ model, data, r, maxSteps }: TrainLoraValues): string {
  return `# Train LoRA: ${lastPart(model)} on ${lastPart(data)}

Rank ${r}, ${maxSteps} steps. Run the cells from top to bottom; every value can be changed in its cell first.
The adapter goes to \`out/train-lora\`, in the format of PEFT.`;
}

/** A path's or a Hub id's last name, as text that Markdown leaves alone. */
function lastPart(path: string): string {
  const name = path.split(/[/\\]/).filter(Boolean).at(-1) ?? path;
  return name.replace(/[\\`*_[\]<>#]/g, "\\$&");
}

const loadData = ({ data, documentColumn, summaryColumn }: TrainLoraValues) => `import {
  AutoModelForSeq2SeqLM,
  AutoTokenizer,
  compareRouge,
  compareSummaries,
  generateSummaries,
  getPeftModel,
  loadDataset,
  LoraConfig,
  parameterCounts,
  Seq2SeqTrainer,
  Seq2SeqTrainingArguments,
} from "summnb";

const dataset = await loadDataset(${source(data)});
// Rows to judge by, which training never sees: the test split, else the validation split, else a tenth of all.
const parts = dataset.has("test")
  ? { train: dataset.get("train"), test: dataset.get("test") }
  : dataset.has("validation")
    ? { train: dataset.get("train"), test: dataset.get("validation") }
    : dataset.get("train").trainTestSplit({ testSize: 0.1, seed: 42 });
const shuffled = parts.test.shuffle({ seed: 42 });
const heldOut = shuffled.select(Array(Math.min(${heldOutRows}, shuffled.numRows)).keys());
const documents = heldOut.texts(${source(documentColumn)});
const references = heldOut.texts(${source(summaryColumn)});
dataset`;

const loadModel = ({
  model,
}: TrainLoraValues) => `const tokenizer = await AutoTokenizer.fromPretrained(${source(model)});
const model = await AutoModelForSeq2SeqLM.fromPretrained(${source(model)});
parameterCounts(model)`;

const summarizeBefore = () => `// The same prompt before, in and after training.
const prompt = { sourcePrefix: ${source(prefix)}, maxSourceLength: 512 };
const generation = { ...prompt, tokenizer, maxNewTokens: 64 };
const base = await generateSummaries(model, documents, generation);
base.slice(0, 3)`;

const addLora = ({
  r,
  loraAlpha,
  loraDropout,
  targetModules,
}: TrainLoraValues) => `const lora = new LoraConfig({
  r: ${source(r)},
  loraAlpha: ${source(loraAlpha)},
  loraDropout: ${source(loraDropout)},
  targetModules: ${source(targetModules)},
});
const adapted = getPeftModel(model, lora);
parameterCounts(adapted)`;

/** About twenty lines in the loss table, whatever the number of steps. */
const loggingSteps = (maxSteps: number) => Math.max(1, Math.round(maxSteps / 20));

const train = (values: TrainLoraValues) => `const trainer = new Seq2SeqTrainer({
  ...prompt,
  model: adapted,
  tokenizer,
  trainDataset: parts.train,
  documentColumn: ${source(values.documentColumn)},
  summaryColumn: ${source(values.summaryColumn)},
  maxTargetLength: 128,
  args: new Seq2SeqTrainingArguments({
    outputDir: "out/train-lora",
    learningRate: ${source(values.learningRate)},
    maxSteps: ${source(values.maxSteps)},
    perDeviceTrainBatchSize: ${source(values.perDeviceTrainBatchSize)},
    loggingSteps: ${loggingSteps(values.maxSteps)},
    seed: 42,
  }),
});
await trainer.train();
await trainer.saveModel()`;

const summarizeAfter = () => `const tuned = await generateSummaries(adapted, documents, generation);
compareSummaries({ documents, references, predictions: { base, lora: tuned } })`;

const rouge = () => "compareRouge({ references, predictions: { base, lora: tuned }, useStemmer: true })";

const steps: { heading: string; cell: (values: TrainLoraValues) => string }[] = [
  { heading: "## Data", cell: loadData },
  { heading: "## Base model", cell: loadModel },
  { heading: "## Summaries before training", cell: summarizeBefore },
  { heading: "## LoRA", cell: addLora },
  { heading: "## Training", cell: train },
  { heading: "## Summaries after training", cell: summarizeAfter },
  { heading: "## ROUGE", cell: rouge },
];

export function trainLoraCells(values: TrainLoraValues): TemplateCell[] {
  return [
    { type: "markdown", text: introduction(values) },
    ...steps.flatMap(({ heading, cell }): TemplateCell[] => [
      { type: "markdown", text: heading },
      { type: "code", text: cell(values) },
    ]),
  ];
}
