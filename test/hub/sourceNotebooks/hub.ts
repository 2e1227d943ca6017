/** A local Hub that has what the source notebooks ask of huggingface.co, under the real ids. */
import { parquetWriteBuffer } from "hyparquet-writer";
import { commitHandlers } from "../commit.js";
import { HubServer } from "../server.js";
import { modelFiles, testModels } from "./models.js";
import { cnnRows, dialogsumRows, type Rows, type Splits, samsumRows, xsumRows } from "./rows.js";
import { sharedDialogsum, sharedSamsum } from "./sharedRows.js";

/** Of the user "me", who may write. */
export const hubToken = `hf_${"n".repeat(34)}`;

export interface SourceHubOptions {
  /** Take DialogSum and SAMSum from outside of the repository where they are. Default false. */
  shared?: boolean;
}

export async function startSourceHub({ shared = false }: SourceHubOptions = {}): Promise<HubServer> {
  const hub = await HubServer.start({ tokens: { [hubToken]: { name: "me" } }, handlers: commitHandlers() });
  for (const id of Object.keys(testModels)) hub.addRepo({ type: "model", id, files: modelFiles(id) });
  // The Hub's former name of the model, which it still answers to.
  hub.addRepo({ type: "model", id: "t5-small", files: modelFiles("google-t5/t5-small") });
  hub.renameRepo("model", "t5-small", "google-t5/t5-small");

  hub.addRepo({
    type: "dataset",
    id: "abisee/cnn_dailymail",
    files: { "README.md": configCard("3.0.0"), ...parquetFiles(cnnRows(), "3.0.0/") },
  });
  hub.addRepo({ type: "dataset", id: "EdinburghNLP/xsum", files: parquetFiles(xsumRows(), "data/") });
  const dialogsum = (shared && (await sharedDialogsum())) || dialogsumRows();
  const samsum = (shared && (await sharedSamsum())) || samsumRows();
  hub.addRepo({ type: "dataset", id: "knkarthick/dialogsum", files: csvFiles(dialogsum) });
  hub.addRepo({ type: "dataset", id: "knkarthick/samsum", files: csvFiles(samsum) });
  return hub;
}

/** The environment in which a process finds this Hub alone, and keeps what it downloads in `folder`. */
export const hubEnvironment = (hub: HubServer, folder: string): Record<string, string> => ({
  HF_ENDPOINT: hub.url,
  HF_HOME: folder,
  HF_TOKEN: hubToken,
});

const configCard = (config: string) =>
  `---\nconfigs:\n- config_name: ${config}\n  data_files:\n${["train", "validation", "test"]
    .map((split) => `  - split: ${split}\n    path: "${config}/${split}-*"\n`)
    .join("")}---\n`;

function parquetFiles(splits: Splits, folder: string): Record<string, Buffer> {
  const entries = Object.entries(splits).map(([split, rows]): [string, Buffer] => [
    `${folder}${split}-00000-of-00001.parquet`,
    parquet(rows),
  ]);
  return Object.fromEntries(entries);
}

function parquet(rows: Rows): Buffer {
  const columns = Object.keys(rows[0]!);
  const columnData = columns.map((name) => ({ name, data: rows.map((row) => row[name]!) }));
  return Buffer.from(parquetWriteBuffer({ columnData }));
}

/** A field in quotes, as RFC 4180 says. */
const field = (text: string) => `"${text.replaceAll('"', '""')}"`;

function csv(rows: Rows): string {
  const columns = Object.keys(rows[0]!);
  const lines = rows.map((row) => columns.map((name) => field(row[name]!)).join(","));
  return [columns.join(","), ...lines, ""].join("\n");
}

const csvFiles = (splits: Splits): Record<string, string> =>
  Object.fromEntries(Object.entries(splits).map(([split, rows]) => [`${split}.csv`, csv(rows)]));
