/** The cell that loads the data and chooses its rows. */
import type { TrainPlan } from "../../protocol/train-plan.js";
import { source } from "./source-text.js";

/** Of every choice of rows; the rows are those that Hugging Face's `shuffle(seed=42)` gives. */
const seed = 42;

const loadLine = ({ data, dataConfig }: TrainPlan) =>
  `const dataset = await loadDataset(${source(data.trim())}${dataConfig === "" ? "" : `, ${source(dataConfig)}`});`;

/** How many of a variable's rows a text such as 500 or 10% means, as source. */
function countSource(rows: string, variable: string): string {
  if (!rows.endsWith("%")) return rows;
  return `Math.floor(${variable}.numRows * ${Number.parseFloat(rows) / 100})`;
}

/** A split's chosen rows, as a statement. */
function rowsOfSplit(name: string, split: string, rows: string): string {
  const whole = `dataset.get(${source(split)})`;
  if (rows === "") return `const ${name} = ${whole};`;
  if (!rows.endsWith("%")) return `const ${name} = choose(${whole}, ${rows});`;
  return `const ${split} = ${whole};
const ${name} = choose(${split}, ${countSource(rows, split)});`;
}

/** Training and evaluation rows out of one split, none in both. */
function heldOut({ trainRows, evalRows }: TrainPlan): string {
  const [train, evaluation] = [Number(trainRows), Number(evalRows)];
  if (trainRows !== "" && evalRows !== "" && Number.isInteger(train) && Number.isInteger(evaluation))
    return `const chosen = choose(dataset.get("train"), ${train + evaluation}).shuffle({ seed: ${seed} });
const trainRows = chosen.select(range(${train}));
const evalRows = chosen.select(range(${train}, ${train + evaluation}));`;
  const testSize = evalRows.endsWith("%")
    ? Number.parseFloat(evalRows) / 100
    : evalRows === ""
      ? 0.1
      : evaluation;
  return `// Rows to judge by, which training never sees.
const parts = dataset.get("train").trainTestSplit({ testSize: ${testSize}, seed: ${seed} });
const trainRows = ${trainRows === "" ? "parts.train" : `choose(parts.train, ${countSource(trainRows, "parts.train")})`};
const evalRows = parts.test;`;
}

function choices(plan: TrainPlan): string {
  if (plan.evalFrom === "train") return heldOut(plan);
  return `${rowsOfSplit("trainRows", "train", plan.trainRows)}
${rowsOfSplit("evalRows", plan.evalFrom, plan.evalRows)}`;
}

const compared = ({
  compareRows,
  documentColumn,
  summaryColumn,
}: TrainPlan) => `// Rows that are summarized before and after the training.
const heldOut = choose(evalRows, ${compareRows});
const documents = heldOut.texts(${source(documentColumn)});
const references = heldOut.texts(${source(summaryColumn)});
`;

const chooser = `// The same rows each time, and those that Python's shuffle(seed=${seed}) chooses.
const choose = (rows: Dataset, count: number) =>
  rows.shuffle({ seed: ${seed} }).select(range(Math.min(count, rows.numRows)));
`;

export function dataCell(plan: TrainPlan): string {
  const rest = `${choices(plan)}\n${plan.compareRows > 0 ? compared(plan) : ""}`;
  return `${loadLine(plan)}\n${rest.includes("choose(") ? chooser : ""}${rest}dataset`;
}
