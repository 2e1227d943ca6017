import { binding, type Code, call, code, member, method, objectLiteral, objectOf } from "../code.js";
import { type DatasetKind, type Kind, listOf, simple } from "../kinds.js";
import { CallArguments, optionsText } from "../translate/arguments.js";
import { mapRows } from "./dataset-map.js";
import { columnNames } from "./datasets.js";
import { rowFunction } from "./row-functions.js";
import { type MethodCall, type Recognisers, same } from "./tables.js";
import { tokenKey } from "./token-keys.js";

/** Options of Datasets about files and processes, which change no row. */
export const storage = [
  "keep_in_memory",
  "load_from_cache_file",
  "cache_file_name",
  "cache_file_names",
  "writer_batch_size",
  "indices_cache_file_name",
  "new_fingerprint",
  "generator",
];

const kindOf = (object: Code) => object.kind as DatasetKind;

const shuffle: MethodCall = (t, object, node) => {
  const args = new CallArguments(t, node, "shuffle");
  args.skip(...storage);
  const seed = args.code("seed", 0);
  args.finish();
  return method(
    object,
    "shuffle",
    seed ? [objectLiteral([{ key: "seed", value: seed }]).text] : [],
    object.kind,
  );
};

const select: MethodCall = (t, object, node) => {
  const args = new CallArguments(t, node, "select");
  args.skip(...storage);
  const indices = args.require("indices", 0);
  args.finish();
  return method(object, "select", [indices.text], object.kind);
};

const filter: MethodCall = (t, object, node) => {
  const args = new CallArguments(t, node, "filter");
  args.skip(...storage, "num_proc", "desc", "batched", "batch_size");
  const change = args.take("function", 0) ?? t.fail("`filter` has no function here", node);
  args.finish();
  if (
    node.args.some(
      ({ name, value }) => name === "batched" && value.type === "constant" && value.value === true,
    )
  )
    t.fail("`filter` of batches has no counterpart here", node);
  const made = rowFunction(t, change, [{ ...kindOf(object), type: "row" }, simple("number")]);
  const rows = method(object, "filter", [made.text], object.kind);
  return made.isAsync ? t.awaited(rows) : rows;
};

const trainTestSplit: MethodCall = (t, object, node) => {
  const args = new CallArguments(t, node, "train_test_split");
  args.skip(...storage);
  const size = args.code("test_size", 0);
  const properties = args.properties({ train_size: true, shuffle: true, seed: true });
  const all = [...(size ? [{ key: "testSize", value: size }] : []), ...properties];
  return method(object, "trainTestSplit", optionsText(all), {
    ...kindOf(object),
    type: "datasets",
  });
};

const renameColumn: MethodCall = (t, object, node) => {
  const args = new CallArguments(t, node, "rename_column");
  const from = args.require("original_column_name", 0);
  const to = args.require("new_column_name", 1);
  args.skip(...storage);
  args.finish();
  return method(object, "renameColumn", [from.text, to.text], object.kind);
};

const renameColumns: MethodCall = (t, object, node) => {
  const args = new CallArguments(t, node, "rename_columns");
  const names = args.require("column_mapping", 0);
  args.skip(...storage);
  args.finish();
  return method(object, "renameColumns", [names.text], object.kind);
};

const removeColumns: MethodCall = (t, object, node) => {
  const args = new CallArguments(t, node, "remove_columns");
  const names = args.take("column_names", 0) ?? t.fail("no columns are named", node);
  args.skip(...storage);
  args.finish();
  const made = columnNames(t, names, (name) => tokenKey(name, object.kind));
  return method(object, "removeColumns", [made.text], object.kind);
};

const selectColumns: MethodCall = (t, object, node) => {
  const args = new CallArguments(t, node, "select_columns");
  const names = args.take("column_names", 0) ?? t.fail("no columns are named", node);
  args.finish();
  const made = columnNames(t, names, (name) => tokenKey(name, object.kind));
  const kept = made.kind.type === "text" ? `[${made.text}]` : made.text;
  const data = objectOf(object);
  return method(
    object,
    "removeColumns",
    [`${data}.features.filter((name) => !${kept}.includes(name))`],
    object.kind,
  );
};

/** The first rows, or those after them. */
const part =
  (rows: (data: string, count: string) => string): MethodCall =>
  (t, object, node) => {
    const args = new CallArguments(t, node, "take");
    const count = args.code("n", 0)?.text ?? "5";
    args.finish();
    return method(object, "select", [`${t.use("range")}(${rows(objectOf(object), count)})`], object.kind);
  };

const first = part((data, count) => `Math.min(${count}, ${data}.length)`);

const toFile =
  (name: string): MethodCall =>
  (t, object, node) => {
    const args = new CallArguments(t, node, name);
    const file = args.require("path_or_buf", 0);
    args.skip("index", "lines", "orient", "force_ascii");
    args.finish();
    return t.awaited(method(object, name, [file.text], simple("none")));
  };

const unique: MethodCall = (t, object, node) => {
  const args = new CallArguments(t, node, "unique");
  const column = args.require("column", 0);
  args.finish();
  return code(
    `[...new Set(${method(object, "column", [column.text]).text})]`,
    listOf(simple("cell")),
    binding.primary,
  );
};

const entries = (object: Code): Kind => ({
  type: "list",
  item: simple("text"),
  items: [simple("text"), { ...kindOf(object), type: "dataset" }],
});

/** What both a data set and all of its splits have. */
const both: Record<string, MethodCall> = {
  shuffle,
  filter,
  map: mapRows,
  rename_column: renameColumn,
  rename_columns: renameColumns,
  remove_columns: removeColumns,
  set_format: same("rows are plain values here, and the trainer makes its tensors"),
  with_format: same("rows are plain values here, and the trainer makes its tensors"),
  reset_format: same("rows are plain values here"),
  flatten_indices: same("a selection copies no rows here"),
};

export const datasetMethods: Recognisers = {
  methods: {
    dataset: {
      ...both,
      select,
      train_test_split: trainTestSplit,
      select_columns: selectColumns,
      take: first,
      head: first,
      skip: part((data, count) => `${count}, ${data}.length`),
      unique,
      to_list: (_t, object) => method(object, "rows", [], listOf({ ...kindOf(object), type: "row" })),
      to_pandas: same("a data set is a table already"),
      to_csv: toFile("toCSV"),
      to_json: toFile("toJSONL"),
      to_parquet: toFile("toParquet"),
      dropna: (t, object, node) => {
        new CallArguments(t, node, "dropna").finish();
        return method(
          object,
          "filter",
          ["(row) => Object.values(row).every((value) => value != null)"],
          object.kind,
        );
      },
      reset_index: same("rows are counted from 0 here"),
    },
    datasets: {
      ...both,
      items: (_t, object) => code(`[...${object.text}]`, listOf(entries(object)), binding.primary),
      keys: (_t, object) =>
        code(`[...${object.text}.splits.keys()]`, listOf(simple("text")), binding.primary),
      values: (_t, object) =>
        code(
          `[...${object.text}.splits.values()]`,
          listOf({ ...kindOf(object), type: "dataset" }),
          binding.primary,
        ),
    },
  },
  attributes: {
    dataset: {
      num_rows: (_t, object) => member(object, "numRows", simple("number")),
      column_names: (_t, object) =>
        code(`[...${objectOf(object)}.features]`, listOf(simple("text")), binding.primary),
      columns: (_t, object) =>
        code(`[...${objectOf(object)}.features]`, listOf(simple("text")), binding.primary),
      features: (_t, object) => member(object, "features", listOf(simple("text"))),
      shape: (_t, object) => {
        const data = objectOf(object);
        const number = simple("number");
        return code(
          `[${data}.numRows, ${data}.features.length]`,
          { type: "list", item: number, items: [number, number] },
          binding.primary,
        );
      },
    },
    datasets: {
      num_rows: (_t, object) => splitTable(object, "numRows"),
      column_names: (_t, object) => splitTable(object, "features"),
    },
  },
};

/** A dictionary of something of each split. */
function splitTable(object: Code, name: string): Code {
  return call("Object.fromEntries", [`[...${object.text}].map(([split, rows]) => [split, rows.${name}])`], {
    type: "dict",
    value: name === "numRows" ? simple("number") : listOf(simple("text")),
  });
}
