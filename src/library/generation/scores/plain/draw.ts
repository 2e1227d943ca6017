import type { Mt19937 } from "../../../random/index.js";
import { type Floats, floats, type Indices } from "./matrix.js";
import { topk } from "./order.js";

/** A number of [0, 1) from the low 53 bits of two words, the high word first, as torch draws doubles. */
function uniform(random: Mt19937): number {
  const high = random.nextUint32() & 0x1fffff;
  return (high * 2 ** 32 + random.nextUint32()) / 2 ** 53;
}

/**
 * Draws as `torch.multinomial` does without putting back: the largest of weight / q, where q is exponentially
 * distributed (Efraimidis and Spirakis 2006) and drawn for every element of the whole batch in turn.
 */
export function drawer(
  random: Mt19937,
): (weights: Floats, n: number, places: readonly number[], total: number) => Indices {
  return (weights, n, places, total) => {
    const { columns } = weights;
    const keys = floats(weights.rows, columns);
    const rowOf = new Map(places.map((place, row) => [place, row]));
    for (let place = 0; place < total; place++) {
      const row = rowOf.get(place);
      if (row === undefined) {
        for (let i = 0; i < 2 * columns; i++) random.nextUint32();
        continue;
      }
      const from = weights.row(row);
      const to = keys.row(row);
      for (let i = 0; i < columns; i++) to[i] = from[i]! / Math.fround(-Math.log1p(-uniform(random)));
    }
    return topk(keys, n)[1];
  };
}
