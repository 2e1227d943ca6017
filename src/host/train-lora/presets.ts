/**
 * The notebooks that people come from, as plans: model, data and arguments are theirs, exactly. What they say besides
 * is in docs/source-notebooks.md and docs/train-lora.md.
 */
import type { TrainPlan } from "../../protocol/train-plan.js";

/** What holds unless a preset says otherwise. */
export const basicPlan: TrainPlan = {
  preset: "own",
  model: "",
  dtype: "",
  data: "",
  dataConfig: "",
  documentColumn: "document",
  summaryColumn: "summary",
  trainRows: "",
  evalRows: "",
  evalFrom: "validation",
  prompt: "",
  maxSourceLength: 512,
  maxTargetLength: 128,
  padding: "longest",
  method: "lora",
  lora: {},
  arguments: {},
  compareRows: 20,
  generation: { maxNewTokens: 64 },
};

/** The LoRA of the FLAN-T5 notebook, which is a good one to begin with. */
const usualLora = { r: 32, loraAlpha: 64, loraDropout: 0.05, targetModules: ["q", "v"] };

/** A preset without the words about it. */
export interface PresetFacts {
  id: string;
  title: string;
  plan: Partial<TrainPlan>;
}

export const presets: readonly PresetFacts[] = [
  {
    id: "own",
    title: "Your own",
    plan: {
      lora: usualLora,
      prompt: "summarize: ",
      arguments: {
        outputDir: "out/train-lora",
        learningRate: 1e-3,
        maxSteps: 200,
        loggingSteps: 10,
        evalStrategy: "steps",
        evalSteps: 50,
      },
    },
  },
  {
    id: "flan-t5-lora-dialogsum",
    title: "FLAN-T5 · LoRA · DialogSum",
    plan: {
      model: "google/flan-t5-base",
      dtype: "bfloat16",
      data: "knkarthick/dialogsum",
      documentColumn: "dialogue",
      evalFrom: "test",
      prompt: "Summarize the following conversation.\n\n{document}\n\nSummary: ",
      maxTargetLength: 512,
      padding: "max_length",
      lora: usualLora,
      arguments: {
        outputDir: "peft-dialogue-summary-training",
        autoFindBatchSize: true,
        learningRate: 5e-4,
        numTrainEpochs: 10,
        loggingSteps: 10,
        maxSteps: 100,
      },
      compareRows: 10,
      generation: { maxNewTokens: 200 },
    },
  },
  {
    id: "t5-small-xsum-methods",
    title: "T5 small · full · XSum",
    plan: {
      model: "t5-small",
      data: "xsum",
      trainRows: "80",
      evalRows: "20",
      evalFrom: "train",
      padding: "max_length",
      method: "full",
      arguments: {
        outputDir: "./results",
        evalStrategy: "epoch",
        learningRate: 2e-5,
        perDeviceTrainBatchSize: 4,
        perDeviceEvalBatchSize: 4,
        weightDecay: 0.01,
        saveTotalLimit: 2,
        numTrainEpochs: 2,
        predictWithGenerate: true,
      },
      generation: { maxLength: 150, minLength: 40, lengthPenalty: 2, numBeams: 4, earlyStopping: true },
    },
  },
  {
    id: "bart-samsum-trainer",
    title: "BART large · full · SAMSum",
    plan: {
      model: "facebook/bart-large-cnn",
      data: "samsum",
      documentColumn: "dialogue",
      padding: "max_length",
      method: "full",
      arguments: {
        outputDir: "./results",
        evalStrategy: "epoch",
        perDeviceTrainBatchSize: 8,
        perDeviceEvalBatchSize: 8,
        saveTotalLimit: 2,
        saveSteps: 500,
        loggingDir: "./logs",
        loggingSteps: 100,
        pushToHub: true,
      },
    },
  },
  {
    id: "pegasus-samsum",
    title: "Pegasus · full · SAMSum",
    plan: {
      model: "google/pegasus-cnn_dailymail",
      data: "Samsung/samsum",
      documentColumn: "dialogue",
      method: "full",
      arguments: { outputDir: "pegasus-samsum" },
    },
  },
  {
    id: "pegasus-cnn-dailymail",
    title: "Pegasus large · full · CNN/DailyMail",
    plan: {
      model: "google/pegasus-large",
      data: "cnn_dailymail",
      dataConfig: "3.0.0",
      documentColumn: "article",
      summaryColumn: "highlights",
      trainRows: "10%",
      evalRows: "10%",
      maxSourceLength: 1024,
      maxTargetLength: 256,
      padding: "max_length",
      method: "full",
      arguments: {
        outputDir: "./pegasus_finetuned",
        perDeviceTrainBatchSize: 1,
        gradientAccumulationSteps: 4,
        evalStrategy: "epoch",
        learningRate: 5e-5,
        numTrainEpochs: 3,
        bf16: true,
        gradientCheckpointing: true,
        saveTotalLimit: 2,
        loggingDir: "./logs",
        loggingSteps: 100,
      },
    },
  },
];

/** A preset's whole plan. */
export function planOf({ id, plan }: PresetFacts): TrainPlan {
  return { ...basicPlan, ...plan, preset: id };
}
