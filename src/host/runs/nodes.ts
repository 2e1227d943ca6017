/** The tree's nodes, without VS Code: groups, searches, runs, and what is below a run. */
import { type StoredCheckpoint, storedCheckpoints } from "../../runs/index.js";
import { l10n } from "../l10n.js";
import type { RunEntry } from "./cache.js";
import { type Figure, isScore } from "./figures.js";
import { type Grouping, groupRuns } from "./groups.js";
import { resumeFolder } from "./resume.js";

export interface GroupNode {
  type: "group";
  key: string;
  label: string;
  children: (SearchNode | RunNode)[];
}

/** The trials of one hyper-parameter search. */
export interface SearchNode {
  type: "search";
  key: string;
  children: RunNode[];
}

export interface RunNode {
  type: "run";
  key: string;
  entry: RunEntry;
}

export interface FigureNode {
  type: "figure";
  key: string;
  figure: Figure;
}

export interface CheckpointNode {
  type: "checkpoint";
  key: string;
  entry: RunEntry;
  checkpoint: StoredCheckpoint;
}

/** A sentence below a run: why it ended, or how it goes on. */
export interface NoteNode {
  type: "note";
  key: string;
  text: string;
  /** Of a run that can go on. */
  resume?: RunEntry;
}

export type RunsNode = GroupNode | SearchNode | RunNode | FigureNode | CheckpointNode | NoteNode;

/** Figures that are worth a line in the tree; the page has all. */
const shownFigures = /^(loss|trainLoss|evalLoss|learningRate)$/;

export function rootNodes(runs: readonly RunEntry[], by: Grouping, now?: number): RunsNode[] {
  const groups = groupRuns(runs, by, now);
  if (by === "none") return groups.flatMap((group) => withSearches(group.runs, group.key));
  return groups.map(({ key, label, runs: own }) => ({
    type: "group",
    key,
    label,
    children: withSearches(own, key),
  }));
}

/** A search of several trials stands where its newest trial would. */
function withSearches(runs: readonly RunEntry[], group: string): (SearchNode | RunNode)[] {
  const searches = new Map<string, SearchNode>();
  const nodes: (SearchNode | RunNode)[] = [];
  for (const entry of runs) {
    const run: RunNode = { type: "run", key: entry.folder, entry };
    const key = entry.record.search && `${entry.store}:${entry.record.search.key}`;
    const search = key === undefined ? undefined : searches.get(key);
    if (search) search.children.push(run);
    else if (key === undefined) nodes.push(run);
    else {
      const made: SearchNode = { type: "search", key: `search:${group}:${key}`, children: [run] };
      searches.set(key, made);
      nodes.push(made);
    }
  }
  return nodes.map((node) =>
    node.type === "search" && node.children.length === 1 ? node.children[0]! : node,
  );
}

export function runChildren(entry: RunEntry): RunsNode[] {
  const { record, folder } = entry;
  const nodes: RunsNode[] = [];
  if (record.message) nodes.push({ type: "note", key: `${folder}#message`, text: record.message });
  for (const figure of entry.figures.values())
    if (shownFigures.test(figure.name) || isScore(figure.name))
      nodes.push({ type: "figure", key: `${folder}#${figure.name}`, figure });
  for (const checkpoint of checkpointsOf(entry))
    nodes.push({ type: "checkpoint", key: `${folder}#${checkpoint.folder}`, entry, checkpoint });
  if (resumeFolder(entry))
    nodes.push({
      type: "note",
      key: `${folder}#resume`,
      text: l10n.t("Resume from its last checkpoint"),
      resume: entry,
    });
  return nodes;
}

export function checkpointsOf({ checkpoints, record, store }: RunEntry): StoredCheckpoint[] {
  return storedCheckpoints(checkpoints, record, store);
}
