/** A run as a hover shows it: how it went, its curve, its newest figures, what was trained, and ways to more. */
import type { MetricsLine } from "../../runs/index.js";
import { l10n } from "../l10n.js";
import type { RunEntry } from "../runs/cache.js";
import { type Figure, isScore, newestFigures } from "../runs/figures.js";
import { resumeFolder } from "../runs/resume.js";
import { agoText, countText, durationText, figureText, secondsOf, stateNames } from "../runs/text.js";
import { curveMarkdown, type HoverTheme } from "./curve.js";
import { codeText, commandLink, plain } from "./markdown.js";

/** Commands that the card's links may call. */
export const cardCommands = ["summnb.runs.open", "summnb.runs.openNotebook", "summnb.runs.copyResume"];

const mostFigures = 9;

/** Of interest while one looks at a log, and not of a run at a glance. */
const leftOut = new Set(["epoch", "gradNorm", "learningRate"]);

export interface CardOptions {
  theme: HoverTheme;
  /** The checkpoint that is meant: its figures are those of then. */
  step?: number | undefined;
  now?: number;
}

export function runCard(run: RunEntry, metrics: readonly MetricsLine[], options: CardOptions): string {
  const { record } = run;
  const { step, theme, now } = options;
  const lines = step === undefined ? metrics : metrics.filter((line) => Number(line.step) <= step);
  const figures = newestFigures(lines, step === undefined ? record.results : {});
  const seconds = secondsOf(record, now);
  const parts = [
    l10n.t(
      "**Run {0}** {1}{2}, {3}{4}",
      plain(record.name),
      stateNames[record.state],
      record.device ? l10n.t(" on {0}", plain(record.device)) : "",
      agoText(record.startedAt, now),
      seconds === undefined ? "" : `, ${durationText(seconds)}`,
    ),
    step !== undefined && l10n.t("Checkpoint of step {0}; the curve is the whole run's.", countText(step)),
    record.message && plain(record.message),
    parametersText(run),
    curveMarkdown(metrics, theme),
    table([...figures.values()], record.maxSteps),
    `${codeText(record.id)} ${links(run)}`,
  ];
  return parts.filter((part) => part !== undefined && part !== false && part !== "").join("\n\n");
}

function table(figures: Figure[], maxSteps: number | undefined): string | undefined {
  const shown = figures.filter(({ name }) => !leftOut.has(name));
  if (shown.length === 0) return undefined;
  const rows = shown.slice(0, mostFigures).map((figure) => {
    const unit = isScore(figure.name) && figure.interval ? " (95%)" : "";
    const most =
      figure.name === "step" && maxSteps && maxSteps !== figure.value
        ? l10n.t(" of {0}", countText(maxSteps))
        : "";
    return `| ${plain(figure.name)}${unit} | ${figureText(figure)}${most} |`;
  });
  return ["| | |", "| :-- | --: |", ...rows].join("\n");
}

function parametersText({ record: { model } }: RunEntry): string | undefined {
  if (!model) return undefined;
  const { total, trainable } = model.parameters;
  const share = total > 0 ? ` (${((100 * trainable) / total).toFixed(2)}%)` : "";
  return l10n.t(
    "{0} of {1} parameters of {2} train{3}",
    countText(trainable),
    countText(total),
    plain(model.name),
    share,
  );
}

function links(run: RunEntry): string {
  return [
    commandLink(l10n.t("Open"), "summnb.runs.open", run.folder),
    run.record.source && commandLink(l10n.t("Notebook"), "summnb.runs.openNotebook", run.folder),
    resumeFolder(run) && commandLink(l10n.t("Copy how to resume"), "summnb.runs.copyResume", run.folder),
  ]
    .filter(Boolean)
    .join(" · ");
}
