/** All styles as one text, the general ones before the particular. */
import uplot from "uplot/dist/uPlot.min.css";
import base from "./base.css";
import charts from "./charts.css";
import controls from "./controls.css";
import dataset from "./dataset.css";
import diagnostics from "./diagnostics.css";
import parameters from "./parameters.css";
import progress from "./progress.css";
import rouge from "./rouge.css";
import runs from "./runs.css";
import summaries from "./summaries.css";
import theme from "./theme.css";
import training from "./training.css";

export const styles = [
  uplot,
  theme,
  base,
  controls,
  charts,
  parameters,
  training,
  summaries,
  rouge,
  dataset,
  progress,
  diagnostics,
  runs,
].join("\n");
