import { literal, type Made, type Value } from "./values.js";

/** The call that a data set was made by last: a map that tokenizes, or a loader. */
export function rowsMadeBy(value: Value | undefined): Made | undefined {
  if (value?.kind === "part") return rowsMadeBy(value.of);
  if (value?.kind !== "made") return undefined;
  if (value.by === ".map" || value.by === "loadDataset") return value;
  return rowsMadeBy(value.receiver);
}

/** How many rows `select(range(…))` leaves, or the slice of a list; undefined when that is not known. */
export function countOf(value: Value | undefined): number | undefined {
  if (value?.kind === "list") return value.items.length;
  if (value?.kind === "part") return undefined;
  if (value?.kind !== "made") return undefined;
  if (value.by === ".select") return rangeLength(value.args[0]);
  if (value.by === ".slice") return sliceLength(value);
  const keeps = [
    ".texts",
    ".column",
    ".map",
    ".shuffle",
    ".removeColumns",
    ".renameColumn",
    ".renameColumns",
  ];
  return keeps.includes(value.by) ? countOf(value.receiver) : undefined;
}

const numberOf = (value: Value | undefined): number | undefined =>
  value?.kind === "known" && typeof value.value === "number" ? value.value : undefined;

function rangeLength(value: Value | undefined): number | undefined {
  if (value?.kind === "list") return value.items.length;
  if (value?.kind !== "made" || value.by !== "range") return undefined;
  const [start, end] = value.args.map(numberOf);
  if (value.args.length === 1) return start;
  return start !== undefined && end !== undefined && value.args.length === 2 ? end - start : undefined;
}

function sliceLength({ receiver, args }: Made): number | undefined {
  const [start = 0, end] = args.map(numberOf);
  const whole = countOf(receiver);
  const length = end === undefined ? undefined : end - start;
  return length !== undefined && length >= 0 && start >= 0 ? Math.min(length, whole ?? length) : undefined;
}

/** Where documents come from: the split that they were selected from. */
export function splitOf(
  value: Value | undefined,
): { split: string; data: Value; isWhole: boolean } | undefined {
  if (value?.kind === "part")
    return value.of.kind === "made" ? { split: value.name, data: value.of, isWhole: true } : undefined;
  if (value?.kind !== "made" || !value.receiver) return undefined;
  if (value.by === ".get") {
    const name = value.args[0];
    return name?.kind === "known"
      ? { split: String(name.value), data: value.receiver, isWhole: true }
      : undefined;
  }
  const from = splitOf(value.receiver);
  return from && { ...from, isWhole: from.isWhole && [".texts", ".shuffle", ".map"].includes(value.by) };
}

/** What can be seen of rows that a map's callback makes. */
export interface MadeRows {
  cell: number;
  padsLabels: boolean;
  lacksMask: boolean;
  lacksLabels: boolean;
}

/** What the callback of the map that tokenized a data set gives; undefined when that can't be read. */
export function madeRows(value: Value | undefined, labelName = "labels"): MadeRows | undefined {
  const map = rowsMadeBy(value);
  const row = map?.by === ".map" ? map.returned[0] : undefined;
  if (!map || row?.kind !== "object") return undefined;
  const { properties, isWhole } = row;
  const inputs = properties.get("inputIds") ?? properties.get("input_ids");
  if (!inputs) return undefined;
  return {
    cell: map.cell,
    padsLabels: isPadded(properties.get(labelName), "labels"),
    lacksMask:
      isWhole &&
      isPadded(inputs, "inputIds") &&
      !properties.has("attentionMask") &&
      !properties.has("attention_mask"),
    lacksLabels: isWhole && !properties.has(labelName),
  };
}

/** Whether ids come out of a tokenizer that was asked to pad with its pad token. */
function isPadded(value: Value | undefined, what: "inputIds" | "labels"): boolean {
  if (value?.kind !== "part") return false;
  // batch gives rows: `.inputIds[0]`.
  if (/^(\d+|\?)$/.test(value.name)) return isPadded(value.of, what);
  const made = value.of.kind === "made" ? value.of : undefined;
  const options = made?.args[1];
  if (!made || ![".batch", ".encodePlus"].includes(made.by)) return false;
  const padding = literal(options, "padding");
  if (padding === undefined || padding === false || padding === "do_not_pad") return false;
  if (value.name === "inputIds") return true;
  const fills = options?.kind === "object" && options.properties.get("labelPadTokenId");
  return (
    value.name === "labels" &&
    fills !== undefined &&
    fills !== false &&
    literal(options, "labelPadTokenId") !== -100
  );
}
