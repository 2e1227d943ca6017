/** What the Train LoRA form offers: models and data of the open folder, of the Hub's cache, and those that come with summnb. */
import path from "node:path";
import * as vscode from "vscode";
import type { PanelChoice } from "../../protocol/panel.js";
import { cachedModel, cachedRepositories } from "../hover/hub-cache.js";

const skipped = "**/{node_modules,.git,dist,checkpoints,runs,out}/**";
const most = 50;
/** `model_type` values that summnb trains. */
const families = new Set(["t5", "mt5", "bart", "pegasus"]);

/** Path as a notebook in the workspace's first folder would write it; absolute when outside of it. */
export function relativeToWorkspace(uri: vscode.Uri): string {
  return vscode.workspace.asRelativePath(uri, false).split(path.sep).join("/");
}

interface Found {
  uri: vscode.Uri;
  /** Where it is, in words. */
  place: string;
}

/** Files of this name in the open folder, then in the extension's examples; each once. */
async function findBoth(extensionUri: vscode.Uri, glob: string): Promise<Found[]> {
  const examples = new vscode.RelativePattern(vscode.Uri.joinPath(extensionUri, "examples"), glob);
  const [own, shipped] = await Promise.all([
    vscode.workspace.findFiles(glob, skipped, most),
    vscode.workspace.findFiles(examples, skipped, most),
  ]);
  const found = new Map<string, Found>();
  for (const uri of own) found.set(uri.fsPath, { uri, place: vscode.l10n.t("in this folder") });
  for (const uri of shipped)
    if (!found.has(uri.fsPath)) found.set(uri.fsPath, { uri, place: vscode.l10n.t("comes with summnb") });
  return [...found.values()];
}

async function modelType(config: vscode.Uri): Promise<string | undefined> {
  try {
    const text = Buffer.from(await vscode.workspace.fs.readFile(config)).toString("utf8");
    return (JSON.parse(text) as { model_type?: string }).model_type;
  } catch {
    // Many files are called config.json; one that isn't a model's is no fault.
    return undefined;
  }
}

export async function modelChoices(extensionUri: vscode.Uri): Promise<PanelChoice[]> {
  const configs = await findBoth(extensionUri, "**/config.json");
  const choices = await Promise.all(
    configs.map(async ({ uri, place }) => {
      const family = await modelType(uri);
      return family && families.has(family) ? [folderOf(uri, place)] : [];
    }),
  );
  return [...choices.flat(), ...(await cachedModels())];
}

/** Models of the Hub's cache that summnb trains; they need no download. */
async function cachedModels(): Promise<PanelChoice[]> {
  const choices = await Promise.all(
    cachedRepositories("model").map(async (id) => {
      const folder = cachedModel(id);
      const family = folder && (await modelType(vscode.Uri.file(path.join(folder, "config.json"))));
      return family && families.has(family) ? [inCache(id)] : [];
    }),
  );
  return choices.flat();
}

const inCache = (id: string): PanelChoice => ({ value: id, label: id, detail: vscode.l10n.t("downloaded") });

/** Folders that hold a train split; single files are chosen with Browse. */
export async function datasetChoices(extensionUri: vscode.Uri): Promise<PanelChoice[]> {
  const files = await findBoth(
    extensionUri,
    "**/train*.{jsonl,json,csv,tsv,parquet,jsonl.gz,json.gz,csv.gz}",
  );
  const choices = new Map(
    files.map(({ uri, place }) => folderOf(uri, place)).map((choice) => [choice.value, choice]),
  );
  return [...choices.values(), ...cachedRepositories("dataset").map(inCache)];
}

function folderOf(file: vscode.Uri, detail: string): PanelChoice {
  const value = relativeToWorkspace(vscode.Uri.joinPath(file, ".."));
  return { value, label: path.posix.basename(value), detail };
}
