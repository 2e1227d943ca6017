/**
 * Fetches one file in a process of its own: endpoint, cache, id and file are the arguments. Prints the path, and fails
 * when LibTorch was loaded on the way, which nothing on the Hub needs.
 */
import { hubFile } from "../../../src/library/hub/index.js";

const [endpoint, cacheDir, id, file] = process.argv.slice(2) as [string, string, string, string];
const local = await hubFile({ type: "model", id }, file, { endpoint, cacheDir, retry: { delay: 1 } });
const { sharedObjects } = process.report.getReport() as unknown as { sharedObjects: string[] };
if (sharedObjects.some((name) => /torch/.test(name))) throw new Error("LibTorch was loaded.");
process.stdout.write(local);
