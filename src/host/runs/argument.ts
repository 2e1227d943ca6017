/** The runs that a command is about: VS Code passes tree nodes, links and other callers pass folders. */

import { l10n } from "../l10n.js";
import type { RunEntry } from "./cache.js";
import type { CheckpointNode, RunsNode } from "./nodes.js";
import type { RunsService } from "./service.js";

function runsBelow(given: unknown, service: RunsService): RunEntry[] {
  if (typeof given === "string") {
    const entry = service.get(given) ?? service.runs.find(({ record }) => record.id === given);
    return entry ? [entry] : [];
  }
  const node = given as RunsNode | undefined;
  if (node?.type === "run") return [node.entry];
  if (node?.type === "note" && node.resume) return [node.resume];
  if (node?.type === "search" || node?.type === "group")
    return node.children.flatMap((child) => runsBelow(child, service));
  return [];
}

/**
 * Each run once, as it is on disk now. A menu of a selection gives the node under the pointer first and all
 * selected nodes after it; a list of folders may be given as one value.
 */
export function runsFor(service: RunsService, [first, all]: unknown[]): RunEntry[] {
  const given = Array.isArray(all) ? all : Array.isArray(first) ? first : [first];
  const folders = given.flatMap((one) => runsBelow(one, service)).map(({ folder }) => folder);
  return [...new Set(folders)].flatMap((folder) => service.get(folder) ?? []);
}

/** @throws Error with a sentence when no run, or more than one, is meant */
export function runFor(service: RunsService, given: unknown[]): RunEntry {
  const [run, ...others] = runsFor(service, given);
  if (run && others.length === 0) return run;
  throw new Error(
    run
      ? l10n.t("This command is about one run: select only one.")
      : l10n.t("Choose a run in the Runs view first."),
  );
}

export function isCheckpoint(node: unknown): node is CheckpointNode {
  return (node as RunsNode | undefined)?.type === "checkpoint";
}
