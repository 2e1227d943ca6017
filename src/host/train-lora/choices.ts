/** What the Train LoRA form offers: models and data found in the workspace first, then well-known ones. */
import path from "node:path";
import * as vscode from "vscode";
import type { PanelChoice } from "../../protocol/panel.js";

const skipped = "**/{node_modules,.git,dist,checkpoints}/**";
/** `model_type` values that summnb trains. */
const families = new Set(["t5", "bart", "pegasus"]);

const knownModels: PanelChoice[] = [
  { value: "google/flan-t5-small", label: "FLAN-T5 small (77 M parameters)" },
  { value: "google/flan-t5-base", label: "FLAN-T5 base (248 M parameters)" },
];
const knownDatasets: PanelChoice[] = [{ value: "knkarthick/dialogsum", label: "DialogSum (dialogues)" }];

/** Path as a notebook in the workspace's first folder would write it; absolute when outside of it. */
export function relativeToWorkspace(uri: vscode.Uri): string {
  return vscode.workspace.asRelativePath(uri, false).split(path.sep).join("/");
}

async function modelType(config: vscode.Uri): Promise<string | undefined> {
  try {
    const text = Buffer.from(await vscode.workspace.fs.readFile(config)).toString("utf8");
    const { model_type } = JSON.parse(text) as { model_type?: string };
    return model_type;
  } catch {
    // Many files are called config.json; one that isn't a model's is no fault.
    return undefined;
  }
}

export async function modelChoices(): Promise<PanelChoice[]> {
  const configs = await vscode.workspace.findFiles("**/config.json", skipped, 50);
  const found = await Promise.all(
    configs.map(async (config) => {
      const family = await modelType(config);
      if (!family || !families.has(family)) return [];
      const folder = relativeToWorkspace(vscode.Uri.joinPath(config, ".."));
      return [{ value: folder, label: `${path.posix.basename(folder)} (${family}, in this folder)` }];
    }),
  );
  return [...found.flat().sort(byValue), ...knownModels];
}

/** A folder that holds a train split; single files are chosen with Browse. */
export async function datasetChoices(): Promise<PanelChoice[]> {
  const files = await vscode.workspace.findFiles("**/train.{jsonl,jsonl.gz,json,csv,parquet}", skipped, 50);
  const folders = new Set(files.map((file) => relativeToWorkspace(vscode.Uri.joinPath(file, ".."))));
  const found = [...folders].map((folder) => ({
    value: folder,
    label: `${path.posix.basename(folder)} (in this folder)`,
  }));
  return [...found.sort(byValue), ...knownDatasets];
}

function byValue(a: PanelChoice, b: PanelChoice): number {
  return a.value.localeCompare(b.value);
}
