/** A process that opens a data set of 400 MB, shuffles, selects, maps and reads it, and prints its peak memory. */
import { Dataset, type Row } from "../../../src/library/datasets/index.js";
import { storeRows } from "../../../src/library/datasets/store/index.js";

const rows = 40_000;

/** Texts that share no memory: each is 10,000 characters of its own. */
async function* batches(): AsyncGenerator<Row[]> {
  for (let start = 0; start < rows; start += 1000)
    yield Array.from({ length: 1000 }, (_, index) => {
      const id = start + index;
      return { id, document: Buffer.alloc(10_000, `${id} dialogue `).toString("latin1") };
    });
}

const store = await storeRows(batches(), { key: "400 MB" });
const dataset = Dataset.fromStore<{ id: number; document: string }>(store);
const shuffled = dataset.shuffle({ seed: 42 });
const lengths = shuffled
  .map(({ document }) => ({ document: document.toUpperCase(), characters: document.length }))
  .select(Array.from({ length: 20_000 }, (_, index) => index));
let characters = 0;
let sum = 0;
for (const row of lengths) {
  characters += row.characters;
  sum += row.id;
}
const kept = dataset.filter(({ id }) => id % 2 === 0);
process.stdout.write(
  JSON.stringify({ characters, sum, kept: kept.numRows, maxRss: 1024 * process.resourceUsage().maxRSS }),
);
