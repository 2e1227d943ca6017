/** Fetches one file in a process of its own: endpoint, cache, id and file are the arguments; prints the path. */
import { hubFile } from "../../../src/library/hub/index.js";

const [endpoint, cacheDir, id, file] = process.argv.slice(2) as [string, string, string, string];
const local = await hubFile({ type: "model", id }, file, { endpoint, cacheDir, retry: { delay: 1 } });
process.stdout.write(local);
