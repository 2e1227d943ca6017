import type { RunsData } from "../../protocol/index.js";
import type { RunRecord } from "../record.js";

/** Settings that say where something is written or shown; they come last. */
const late =
  /^(outputDir|loggingDir|runName|resumeFromCheckpoint|disableTqdm|reportTo|pushToHub|hub[A-Z]|versions\.|git)/;

/** Nested values under their path, such as lora.r; lists stay whole. */
function flatten(value: unknown, path: string, into: Map<string, string>): void {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    for (const [key, inner] of Object.entries(value)) flatten(inner, path ? `${path}.${key}` : key, into);
    return;
  }
  into.set(path, typeof value === "string" ? value : JSON.stringify(value));
}

/** Everything that configures a run, as texts by name. */
export function settingsOf({ arguments: args, device, data, versions, git }: RunRecord): Map<string, string> {
  const settings = new Map<string, string>();
  // "device" as an argument is what was asked for; null there means what was there.
  flatten({ ...args, device }, "", settings);
  flatten(data, "data", settings);
  flatten(versions, "versions", settings);
  if (git) settings.set("git", `${git.commit.slice(0, 12)}${git.dirty ? " with changes" : ""}`);
  return settings;
}

/** The settings that are not the same in all runs. */
export function differingSettings(records: readonly RunRecord[]): RunsData["settings"] {
  const all = records.map(settingsOf);
  const names = [...new Set(all.flatMap((settings) => [...settings.keys()]))];
  const differing = names
    .map((name) => ({ name, values: all.map((settings) => settings.get(name) ?? "") }))
    .filter(({ values }) => values.some((value) => value !== values[0]));
  return [
    ...differing.filter(({ name }) => !late.test(name)),
    ...differing.filter(({ name }) => late.test(name)),
  ];
}
