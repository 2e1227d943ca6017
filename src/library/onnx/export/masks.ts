import type { GraphBuilder, Value } from "./graphBuilder.js";

/** The lowest finite float32: added to a score, it takes a position out of the softmax. */
export const lowest = -3.4028234663852886e38;

/** A mask [B, S] of ones and zeros → what is added to scores, [B, 1, 1, S]. */
export function paddingBias(b: GraphBuilder, mask: Value): Value {
  const bias = b.node("Where", [b.cast(mask, "bool"), b.float(0), b.float(lowest)]);
  return b.node("Unsqueeze", [bias, b.ints([1, 2])]);
}

/** Whole numbers from one length to another, both lists of one. */
function range(b: GraphBuilder, from: Value | null, to: Value): Value {
  const scalar = (list: Value) => b.node("Squeeze", [list]);
  return b.node("Range", [from ? scalar(from) : b.int(0), scalar(to), b.int(1)]);
}

/**
 * How far every key stands after every query, [queries, keys]. Queries come after `past` positions of which only the
 * keys are there.
 */
export function distances(b: GraphBuilder, queries: Value, past: Value | null): Value {
  const total = past ? b.node("Add", [past, queries]) : queries;
  const keys = range(b, null, total);
  const rows = past ? range(b, past, total) : keys;
  return b.node("Sub", [b.node("Unsqueeze", [keys, b.ints([0])]), b.node("Unsqueeze", [rows, b.ints([1])])]);
}

/** Hides later positions from each of `length` queries without a past, [length, length]. */
export function causalBias(b: GraphBuilder, length: Value): Value {
  const isLater = b.node("Greater", [distances(b, length, null), b.int(0)]);
  return b.node("Where", [isLater, b.float(lowest), b.float(0)]);
}
