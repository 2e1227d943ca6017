/** The notebook that "Train LoRA" writes: a plan in, cells out. Pure, so that it can be read and tested alone. */
import { isTemplate, type TrainPlan } from "../../protocol/train-plan.js";
import { dataCell } from "./data-cell.js";
import { objectSource, source } from "./source-text.js";

export interface TemplateCell {
  type: "code" | "markdown";
  text: string;
}

/** What a run shows of a cell while it works. */
export interface Step {
  title: string;
  code: string;
}

const isLora = ({ method }: TrainPlan) => method === "lora";
/** The model that trains, and how its summaries stand in a comparison. */
const trained = (plan: TrainPlan) => (isLora(plan) ? "adapted" : "model");
const tunedMember = (plan: TrainPlan) => (isLora(plan) ? "lora: tuned" : "tuned");

function promptMembers({ prompt }: TrainPlan): Record<string, unknown> {
  if (prompt === "") return {};
  return isTemplate(prompt) ? { promptTemplate: prompt } : { sourcePrefix: prompt };
}

function modelCell(plan: TrainPlan): string {
  const { device } = plan.arguments;
  const options = objectSource({ dtype: plan.dtype || undefined, device: device ?? undefined });
  const name = source(plan.model.trim());
  return `const tokenizer = await AutoTokenizer.fromPretrained(${name});
const model = await AutoModelForSeq2SeqLM.fromPretrained(${name}${options === "{}" ? "" : `, ${options}`});
parameterCounts(model)`;
}

const promptLine = (plan: TrainPlan) => `// The same prompt before, in and after training.
const prompt = ${objectSource({ ...promptMembers(plan), maxSourceLength: plan.maxSourceLength })};`;

const generationMembers = ({ generation }: TrainPlan) =>
  Object.entries(generation).map(([name, value]) => `${name}: ${source(value)}`);

const beforeCell = (plan: TrainPlan) => `${promptLine(plan)}
const generation = { ${["...prompt", "tokenizer", ...generationMembers(plan)].join(", ")} };
const base = await generateSummaries(model, documents, generation);
base.slice(0, 3)`;

const loraCell = (plan: TrainPlan) => `const lora = new LoraConfig(${objectSource(plan.lora)});
const adapted = getPeftModel(model, lora);
parameterCounts(adapted)`;

function trainCell(plan: TrainPlan): string {
  const members = {
    documentColumn: plan.documentColumn,
    summaryColumn: plan.summaryColumn,
    maxTargetLength: plan.maxTargetLength,
    ...(plan.padding === "longest" ? {} : { padding: plan.padding }),
  };
  const lines = Object.entries(members).map(([name, value]) => `  ${name}: ${source(value)},\n`);
  return `${plan.compareRows > 0 ? "" : `${promptLine(plan)}\n`}const trainer = new Seq2SeqTrainer({
  ...prompt,
  model: ${trained(plan)},
  tokenizer,
  trainDataset: trainRows,
  evalDataset: evalRows,
${lines.join("")}  args: new Seq2SeqTrainingArguments(${objectSource(plan.arguments, "  ")}),
});
await trainer.train();
await trainer.saveModel()`;
}

const afterCell = (plan: TrainPlan) =>
  `const tuned = await generateSummaries(${trained(plan)}, documents, generation);
compareSummaries({ documents, references, predictions: { base, ${tunedMember(plan)} } })`;

const rougeCell = (plan: TrainPlan) =>
  `compareRouge({ references, predictions: { base, ${tunedMember(plan)} }, useStemmer: true })`;

/** The steps of a plan in their order; each is a cell. */
export function planSteps(plan: TrainPlan): Step[] {
  const compares = plan.compareRows > 0;
  return [
    { title: "Data", code: dataCell(plan) },
    { title: "Base model", code: modelCell(plan) },
    ...(compares ? [{ title: "Summaries before training", code: beforeCell(plan) }] : []),
    ...(isLora(plan) ? [{ title: "LoRA", code: loraCell(plan) }] : []),
    { title: "Training", code: trainCell(plan) },
    ...(compares
      ? [
          { title: "Summaries after training", code: afterCell(plan) },
          { title: "ROUGE", code: rougeCell(plan) },
        ]
      : []),
  ];
}

/** Names of the library, in the order of an import. */
const libraryNames = [
  "AutoModelForSeq2SeqLM",
  "AutoTokenizer",
  "compareRouge",
  "compareSummaries",
  "type Dataset",
  "generateSummaries",
  "getPeftModel",
  "loadDataset",
  "LoraConfig",
  "parameterCounts",
  "range",
  "Seq2SeqTrainer",
  "Seq2SeqTrainingArguments",
];

/** Only those names that the cells use. */
function importLines(codes: readonly string[]): string {
  const used = libraryNames.filter((name) => {
    const word = new RegExp(`\\b${name.replace("type ", "")}\\b`);
    return codes.some((code) => word.test(code));
  });
  return `import {\n${used.map((name) => `  ${name},\n`).join("")}} from "summnb";\n`;
}

function introduction(plan: TrainPlan): string {
  const { outputDir = "out", maxSteps, numTrainEpochs = 3 } = plan.arguments;
  const length =
    typeof maxSteps === "number" && maxSteps > 0 ? `${maxSteps} steps` : `${numTrainEpochs} epochs`;
  const what = isLora(plan)
    ? `LoRA of rank ${source(plan.lora.r ?? 8)}, ${length}. The adapter goes to \`${folderText(outputDir)}\`, in the format of PEFT.`
    : `Full fine-tuning, ${length}. The model goes to \`${folderText(outputDir)}\`.`;
  return `# ${isLora(plan) ? "Train LoRA" : "Fine-tune"}: ${lastPart(plan.model)} on ${lastPart(plan.data)}

${what} Run the cells from top to bottom; every value can be changed in its cell first.`;
}

const folderText = (folder: unknown) => String(folder).replace(/[`\r\n]/g, "");

/** A path's or a Hub id's last name, as text that Markdown leaves alone. */
function lastPart(path: string): string {
  const name = path.split(/[/\\]/).filter(Boolean).at(-1) ?? path;
  return name.replace(/[\\`*_[\]<>#]/g, "\\$&").replace(/[\r\n]+/g, " ");
}

/** The steps with the imports in the first of them: what a run executes. */
export function planCode(plan: TrainPlan): Step[] {
  const steps = planSteps(plan);
  const imports = importLines(steps.map(({ code }) => code));
  return steps.map((step, index) => (index === 0 ? { ...step, code: `${imports}\n${step.code}` } : step));
}

export function trainLoraCells(plan: TrainPlan): TemplateCell[] {
  return [
    { type: "markdown", text: introduction(plan) },
    ...planCode(plan).flatMap(({ title, code }): TemplateCell[] => [
      { type: "markdown", text: `## ${title}` },
      { type: "code", text: code },
    ]),
  ];
}
