/** Runs a notebook of examples/ in a process of its own, in a folder of its own, against a local Hub. */
import { spawn } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type NotebookCell, parseNotebook } from "../../../src/notebook/index.js";
import { repositoryRoot } from "../../golden/goldenData.js";
import type { HubServer } from "../../hub/server.js";
import { hubEnvironment } from "../../hub/sourceNotebooks/hub.js";

/** The notebooks that mirror a source, by their names in examples/. */
export const sourceNotebooks = [
  "pegasus-cnn-dailymail",
  "flan-t5-lora-dialogsum",
  "t5-small-xsum-methods",
  "pegasus-samsum",
  "bart-samsum-trainer",
] as const;

export const examplePath = (name: string): string => path.join(repositoryRoot, "examples", `${name}.summnb`);

export function readNotebook(file: string): NotebookCell[] {
  return parseNotebook(readFileSync(file)).cells;
}

export interface Executed {
  code: number | null;
  /** What the command line said. */
  log: string;
  /** The executed notebook. */
  file: string;
  cells: NotebookCell[];
}

/** Executes all cells with `summnb run`; what the cells write stays in `folder`. */
export async function runExample(
  name: string,
  hub: HubServer,
  folder: string,
  env: Record<string, string> = {},
): Promise<Executed> {
  const place = path.join(folder, name);
  mkdirSync(place, { recursive: true });
  const file = path.join(place, `${name}.summnb`);
  copyFileSync(examplePath(name), file);
  const { code, log } = await cli(["run", file], {
    ...hubEnvironment(hub, path.join(folder, "huggingface")),
    SUMMNB_CACHE: path.join(folder, "cache"),
    SUMMNB_RUNS: path.join(place, "runs"),
    ...env,
  });
  return { code, log, file, cells: readNotebook(file) };
}

function cli(
  args: readonly string[],
  env: Record<string, string>,
): Promise<{ code: number | null; log: string }> {
  const main = path.join(repositoryRoot, "dist/src/cli/main.js");
  const child = spawn(process.execPath, [main, ...args], { env: { ...process.env, ...env } });
  let log = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      log += text;
    });
  return new Promise((resolve, reject) =>
    child.on("error", reject).on("close", (code) => resolve({ code, log })),
  );
}
