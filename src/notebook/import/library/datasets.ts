import { binding, type Code, call, code, objectLiteral, type Property, quote } from "../code.js";
import { type DatasetKind, type Kind, simple } from "../kinds.js";
import type { Call, Expression } from "../python/ast.js";
import { CallArguments, optionsText } from "../translate/arguments.js";
import type { Translator } from "../translate/translator.js";
import type { Recognisers } from "./tables.js";

/** Readers of files that Python names in place of a data set. */
const fileReaders = new Set(["csv", "json", "parquet", "text"]);

/** Rows whose columns nobody has declared. */
export const anyRow = "<Record<string, any>>";

function loadDataset(t: Translator, node: Call): Code {
  const args = new CallArguments(t, node, "load_dataset");
  const reader = args.literal("path", 0);
  const isFiles = typeof reader === "string" && fileReaders.has(reader) && args.has("data_files");
  const source = isFiles ? dataFiles(t, args) : args.require("path", 0);
  if (args.has("data_files")) t.fail("files of a data set on the Hub are chosen by their split here", node);
  const config = args.code("name", 1);
  args.skip(
    "cache_dir",
    "download_mode",
    "keep_in_memory",
    "trust_remote_code",
    "num_proc",
    "verification_mode",
  );
  if (args.literal("streaming") === true)
    t.remark(
      "note",
      "`streaming=True` is left out: large data sets are read from files row by row here.",
      node,
    );
  args.skip("streaming", "ignore_verifications");
  dropToken(t, args, node);
  const hasSplit = args.has("split") && args.literal("split") !== null;
  if (!hasSplit) args.skip("split");
  const split = args.literal("split");
  const properties = args.properties({ split: true, revision: true });
  const options = optionsText(properties);
  if (
    hasSplit &&
    split === undefined &&
    properties.find(({ key }) => key === "split")?.value.kind.type === "list"
  )
    t.fail("a list of splits has no counterpart here", node);
  const kind: Kind = { type: hasSplit ? "dataset" : "datasets" };
  const parts = [source.text, ...(config && config.kind.type !== "none" ? [config.text] : []), ...options];
  return t.awaited(call(`${t.use("loadDataset")}${anyRow}`, parts, kind));
}

/** `load_dataset("csv", data_files=…)`: the files are what is loaded. */
function dataFiles(t: Translator, args: CallArguments): Code {
  const reader = args.literal("path", 0);
  if (reader === "text")
    t.fail("files of plain lines are no data sets here: give JSON Lines or CSV", args.node);
  args.take("path", 0);
  args.skip("sep", "delimiter", "encoding", "field");
  const files = args.require("data_files");
  if (files.kind.type === "list") return objectLiteral([{ key: "train", value: files }]);
  return files;
}

/** Tokens come from the environment, and never stand in a notebook. */
export function dropToken(t: Translator, args: CallArguments, node: Call): void {
  for (const name of ["token", "use_auth_token"]) {
    const value = args.take(name);
    if (value && value.type !== "constant")
      t.remark("note", "The access token is left out: set HF_TOKEN, or log in with `hf auth login`.", node);
  }
}

function concatenate(t: Translator, node: Call): Code {
  const args = new CallArguments(t, node, "concatenate_datasets");
  const list = args.require("dsets", 0);
  args.finish();
  const kind = list.kind.type === "list" ? list.kind.item : undefined;
  if (kind?.type !== "dataset") return t.fail("it is not known what is joined here", node);
  return call(t.use("concatenateDatasets"), [list.text], kind);
}

function datasetDict(t: Translator, node: Call): Code {
  const args = new CallArguments(t, node, "DatasetDict");
  const splits = args.code("splits", 0);
  const given =
    splits ??
    objectLiteral(
      args.rest().map(({ name, value }): Property => ({ key: name ?? "", value: t.expression(value) })),
    );
  args.finish();
  const value = given.kind.type === "dict" ? given.kind.value : undefined;
  const kind: DatasetKind = value?.type === "dataset" ? { ...value, type: "datasets" } : { type: "datasets" };
  return code(`new ${t.use("DatasetDict")}(${given.text})`, kind, binding.primary);
}

function fromDict(t: Translator, node: Call): Code {
  const args = new CallArguments(t, node, "Dataset.from_dict");
  const columns = args.require("mapping", 0);
  args.finish();
  if (columns.kind.type !== "dict") t.fail("it is not known what the data set is made of", node);
  return call(`${t.use("Dataset")}.fromList`, [call(t.helper("rowsOf"), [columns.text]).text], {
    type: "dataset",
  });
}

function fromRows(t: Translator, node: Call): Code {
  const args = new CallArguments(t, node, "Dataset.from_list");
  const rows = args.require("mapping", 0);
  args.skip("preserve_index", "split");
  args.finish();
  if (rows.kind.type === "dataset") return rows;
  if (rows.kind.type !== "list") t.fail("it is not known what the data set is made of", node);
  return call(`${t.use("Dataset")}.fromList`, [rows.text], { type: "dataset" });
}

/** Names of columns in a call, which may be others here. */
export function columnNames(t: Translator, node: Expression, key: (name: string) => string): Code {
  if (node.type === "text") return code(quote(key(node.value)), simple("text"), binding.primary);
  if (node.type === "list" || node.type === "tuple") {
    const items = node.items.map((item) => columnNames(t, item, key).text);
    return code(`[${items.join(", ")}]`, { type: "list", item: simple("text") }, binding.primary);
  }
  return t.expression(node);
}

export const datasets: Recognisers = {
  calls: {
    "datasets.load_dataset": loadDataset,
    "datasets.concatenate_datasets": concatenate,
    "datasets.DatasetDict": datasetDict,
    "datasets.dataset_dict.DatasetDict": datasetDict,
    "datasets.Dataset.from_dict": fromDict,
    "datasets.Dataset.from_list": fromRows,
    "datasets.Dataset.from_pandas": fromRows,
  },
};
