/** Rows of DialogSum and SAMSum from outside of the repository, where they are; their texts never enter it. */
import { existsSync } from "node:fs";
import path from "node:path";
import { type DatasetSource, loadDataset, range } from "../../../src/library/index.js";
import { repositoryRoot } from "../../golden/goldenData.js";
import { mostRows, type Splits } from "./rows.js";

const folder = process.env.SUMMNB_SHARED_DATA ?? path.join(repositoryRoot, "..", "shared", "data");

async function firstRows(source: DatasetSource): Promise<Splits> {
  const { train, validation, test } = await loadDataset<Record<string, string>>(source);
  const rows = (split: typeof train) => split.select(range(Math.min(mostRows, split.length))).rows();
  return { train: rows(train), validation: rows(validation), test: rows(test) };
}

/** The first rows of DialogSum's splits; undefined where it is not there. */
export async function sharedDialogsum(): Promise<Splits | undefined> {
  const files = path.join(folder, "dialogsum", "hf");
  if (!existsSync(files)) return undefined;
  const file = (name: string) => path.join(files, `${name}.csv`);
  return firstRows({ train: `${file("train")}.gz`, validation: file("validation"), test: file("test") });
}

/** The first rows of SAMSum's splits; undefined where it is not there. */
export async function sharedSamsum(): Promise<Splits | undefined> {
  const file = path.join(folder, "samsum", "samsum.zip");
  return existsSync(file) ? firstRows(file) : undefined;
}
