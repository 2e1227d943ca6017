/** Types of a backend's arrays: floats, truth values and indices, each [rows, columns]. */
export interface Kinds {
  float: unknown;
  bool: unknown;
  index: unknown;
}

/**
 * What searches and processors compute with scores: LibTorch's operators, or loops over typed arrays. Where
 * nothing else is said, semantics are torch's along the last dimension, and what reduces it keeps it with extent 1;
 * a second operand with one column counts for all columns. A name that ends in "_" changes its first argument.
 */
export interface ScoreMath<K extends Kinds> {
  columns(x: K["float"] | K["bool"]): number;
  /** Numbers as an index where `like` is, `rows` rows of them. */
  index(like: K["float"], ids: readonly number[], rows: number): K["index"];

  softmax(x: K["float"]): K["float"];
  logSoftmax(x: K["float"]): K["float"];
  logsumexp(x: K["float"]): K["float"];
  exp(x: K["float"]): K["float"];
  neg(x: K["float"]): K["float"];
  abs(x: K["float"]): K["float"];
  mul(x: K["float"], y: K["float"] | number): K["float"];
  div(x: K["float"], y: number): K["float"];
  sub(x: K["float"], y: K["float"]): K["float"];
  cumsum(x: K["float"]): K["float"];
  sum(x: K["float"]): K["float"];
  /** A sum in which what is not a number counts as 0. */
  nansum(x: K["float"]): K["float"];
  largest(x: K["float"]): K["float"];
  clamp(x: K["float"], least: number | null, most: number | null): K["float"];
  clampIndex(x: K["index"], most: number): K["index"];

  below(x: K["float"], bound: K["float"] | number): K["bool"];
  atMost(x: K["float"], bound: number): K["bool"];
  above(x: K["float"], bound: K["float"]): K["bool"];
  and(x: K["bool"], y: K["bool"]): K["bool"];
  /** How many are true in a row. */
  count(x: K["bool"]): K["index"];
  where(condition: K["bool"], x: K["float"], y: K["float"]): K["float"];

  /** The `k` largest, largest first, and their columns. */
  topk(x: K["float"], k: number): [values: K["float"], columns: K["index"]];
  sort(x: K["float"], descending?: boolean): [values: K["float"], columns: K["index"]];
  argmax(x: K["float"]): number[];
  gather(x: K["float"], columns: K["index"]): K["float"];
  gatherBool(x: K["bool"], columns: K["index"]): K["bool"];
  /** Puts a mask's elements at these columns. */
  scatterBool(columns: K["index"], source: K["bool"]): K["bool"];
  scatter_(x: K["float"], columns: K["index"], source: K["float"]): K["float"];
  /** These columns of every row. */
  selectColumns(x: K["float"], columns: readonly number[]): K["float"];
  selectRows(x: K["float"], rows: readonly number[]): K["float"];

  fill_(x: K["float"], value: number): K["float"];
  fillColumns_(x: K["float"], columns: readonly number[], value: number): K["float"];
  /** A place is row · columns + column. */
  fillPlaces_(x: K["float"], places: readonly number[], value: number): K["float"];
  fillMasked_(x: K["float"], mask: K["bool"], value: number): K["float"];
  /** Sets `count` columns of a mask to false, from `start` on. */
  clearColumns_(x: K["bool"], start: number, count: number): K["bool"];
  addColumns_(x: K["float"], columns: readonly number[], source: K["float"]): K["float"];
  addPlaces_(x: K["float"], places: readonly number[], values: readonly number[]): K["float"];
  div_(x: K["float"], value: number): K["float"];
  /** Not a number becomes 0, an infinite number the largest finite one of its sign. */
  nanToNum_(x: K["float"]): K["float"];

  /**
   * Scores of the beams' continuations with what the beams have so far: [sources, beams · columns] from scores
   * [sources · rows a source, columns] and the sums of every source's beams. One row a source stands for all beams.
   */
  accumulate(scores: K["float"], sums: readonly (readonly number[])[]): K["float"];
  /**
   * Draws `n` columns for every row of weights, without putting back, as `torch.multinomial` on a batch of `total`
   * rows draws them for its rows `places`. What a row draws depends on its place and on how many rows there are; rows
   * that have ended are drawn for as well, so that the others get the numbers that Transformers gives them.
   */
  draw(weights: K["float"], n: number, places: readonly number[], total: number): K["index"];

  /** Elements in row-major order. */
  values(x: K["float"]): ArrayLike<number>;
  indices(x: K["index"]): number[];
}
