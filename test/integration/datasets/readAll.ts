// Reads a data file to its end and prints what it took: rows, characters of texts, and the most memory in bytes.
import { readerOf } from "../../../src/library/datasets/readers/index.js";

const file = process.argv[2]!;
let rows = 0;
let characters = 0;
for await (const batch of readerOf(file)(file))
  for (const { document } of batch) {
    rows++;
    characters += (document as string).length;
  }
// maxRSS counts kilobytes.
console.log(JSON.stringify({ rows, characters, peak: process.resourceUsage().maxRSS * 1024 }));
