/** A model's folder, or a model on the Hub, as a hover shows it. */

import { l10n } from "../l10n.js";
import type { RunEntry } from "../runs/cache.js";
import { agoText, bytesText, countText, figureText, stateNames } from "../runs/text.js";
import { cachedModel } from "./hub-cache.js";
import { codeText, commandLink, plain } from "./markdown.js";
import { type ModelFacts, modelFacts } from "./model-folder.js";

const mostRuns = 3;

export function folderCard(folder: string): string | undefined {
  const facts = modelFacts(folder);
  return facts && factsText(facts, codeText(folder));
}

/** From the cache and the run store alone; whether the Hub has the model is not asked. */
export function hubCard(id: string, runs: readonly RunEntry[], cache?: string): string {
  const folder = cachedModel(id, cache);
  const facts = folder && modelFacts(folder);
  const trained = runs.filter(({ record }) => record.model?.name === id);
  const parameters = trained.find(({ record }) => record.model?.parameters)?.record.model;
  const known = facts
    ? factsText(facts, l10n.t("in the local cache"))
    : [
        l10n.t("**{0}** is not in the local cache", plain(id)),
        parameters &&
          l10n.t("{0} parameters with the adapter of its last run", countText(parameters.parameters.total)),
      ]
        .filter(Boolean)
        .join("\n\n");
  return [
    facts ? `**${plain(id)}**` : undefined,
    known,
    ...trained.slice(0, mostRuns).map(runLine),
    more(trained),
  ]
    .filter(Boolean)
    .join("\n\n");
}

function factsText({ type, parameters, bytes, dtypes, adapter }: ModelFacts, where: string): string {
  const weights =
    parameters > 0 &&
    l10n.t("{0} parameters, {1}, {2}", countText(parameters), dtypes.join(" and "), bytesText(bytes));
  const about = adapter
    ? l10n.t(
        "**{0}** adapter of {1}: r {2}, alpha {3}, on {4}",
        plain(type),
        plain(adapter.base),
        adapter.r,
        adapter.alpha,
        plain(adapter.targets),
      )
    : l10n.t("**{0}** model", plain(type));
  return [`${about}, ${where}`, weights].filter(Boolean).join("\n\n");
}

function runLine({ record, figures, folder }: RunEntry): string {
  const figure =
    figures.get("rougeLsum") ?? figures.get("evalLoss") ?? figures.get("trainLoss") ?? figures.get("loss");
  const shown = figure ? `, ${figure.name} ${figureText(figure)}` : "";
  const open = commandLink(plain(record.name), "summnb.runs.open", folder);
  return `${open} ${stateNames[record.state]} ${agoText(record.startedAt)}${shown}`;
}

const more = (trained: readonly RunEntry[]) =>
  trained.length > mostRuns && l10n.t("and {0} older runs", trained.length - mostRuns);
