import { binding, type Code, call, code, quote } from "../code.js";
import { type Kind, listOf, simple } from "../kinds.js";
import { isIdentifier } from "../names.js";
import type { Call, Expression } from "../python/ast.js";
import { CallArguments } from "../translate/arguments.js";
import type { Translator } from "../translate/translator.js";
import { anyRow } from "./datasets.js";
import type { Recognisers } from "./tables.js";

const row: Kind = { type: "dict", value: simple("cell") };

/** Column names of a call that are written out. */
function names(node: Expression | undefined): string[] | undefined {
  if (node?.type !== "list" && node?.type !== "tuple") return undefined;
  const texts = node.items.map((item) => (item.type === "text" ? item.value : undefined));
  return texts.every((text) => text !== undefined) ? texts : undefined;
}

/** `pd.DataFrame(rows, columns=[…])`: objects, which a cell shows as a table. */
function dataFrame(t: Translator, node: Call): Code {
  const args = new CallArguments(t, node, "pd.DataFrame");
  const data = args.require("data", 0);
  const columns = args.take("columns");
  const label = args.take("index");
  args.finish();
  if (label) return oneRow(t, data, label, node);
  if (data.kind.type === "dict" && !columns) return call(t.helper("rowsOf"), [data.text], listOf(row));
  if (data.kind.type !== "list") return t.fail("a table of what stands there has no counterpart here", node);
  if (!columns) {
    if (data.kind.item.type !== "dict")
      t.fail("a table without names of its columns has no counterpart here", node);
    return data;
  }
  const keys = names(columns) ?? t.fail("the names of the columns are computed", columns);
  if (data.kind.item.type === "dict")
    t.fail("a choice among a table's columns has no counterpart here", node);
  const variables = keys.map((_, index) => `column${index + 1}`);
  const isSimple = keys.every(isIdentifier);
  const pattern = isSimple ? keys : variables;
  const safe = pattern.map((name) => t.safeName(name));
  const fields = keys.map((key, index) =>
    safe[index] === key ? key : `${isIdentifier(key) ? key : quote(key)}: ${safe[index]}`,
  );
  const text = `${data.text}.map(([${safe.join(", ")}]) => ({ ${fields.join(", ")} }))`;
  return code(
    text,
    listOf({ type: "dict", value: data.kind.item.type === "list" ? data.kind.item.item : simple("cell") }),
    binding.call,
  );
}

/** `pd.DataFrame(figures, index=["name"])`: one row with a name. */
function oneRow(t: Translator, data: Code, label: Expression, node: Call): Code {
  const [name, ...others] = names(label) ?? [];
  const isFigures = data.kind.type === "dict" && ["number", "text", "cell"].includes(data.kind.value.type);
  if (name === undefined || others.length > 0 || !isFigures)
    return t.fail("a table with names of its rows has no counterpart here", node);
  return code(`[{ index: ${quote(name)}, ...${data.text} }]`, listOf(row), binding.primary);
}

/** `pd.read_csv("file.csv")`: a data set with the rows of the file. */
function readFile(t: Translator, node: Call, path: string): Code {
  const args = new CallArguments(t, node, path);
  const file = args.require("filepath_or_buffer", 0);
  args.skip("encoding", "lines", "engine");
  args.finish();
  return t.awaited(
    call(`${t.use("loadDataset")}${anyRow}`, [file.text, '{ split: "train" }'], { type: "dataset" }),
  );
}

export const pandas: Recognisers = {
  calls: {
    "pandas.DataFrame": dataFrame,
    "pandas.read_csv": readFile,
    "pandas.read_json": readFile,
    "pandas.read_parquet": readFile,
  },
};
