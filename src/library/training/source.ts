import path from "node:path";
import { fileURLToPath } from "node:url";
import type { RunSource } from "../../runs/index.js";
import { currentCell } from "../display/sink.js";

/** The product's own programs, such as the command line, are no way back to what a user wrote. */
const ownFolder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../..");

/** The cell whose code runs now, else the user's program; undefined where neither is known. */
export function runSource(): RunSource | undefined {
  const cell = currentCell();
  if (cell) return cell.notebook === undefined ? undefined : { file: cell.notebook, cell: cell.id };
  const program = process.argv[1] && path.resolve(process.argv[1]);
  const isOwn =
    program?.startsWith(ownFolder + path.sep) || program?.split(path.sep).includes("node_modules");
  return program && !isOwn ? { file: program } : undefined;
}
