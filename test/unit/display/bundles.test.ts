import assert from "node:assert/strict";
import {
  type Displayable,
  datasetDisplay,
  diagnosticsDisplay,
  parameterCountsDisplay,
  progressDisplay,
  rougeDisplay,
  runsDisplay,
  summariesDisplay,
  trainingDisplay,
} from "../../../src/library/display/index.js";
import { kindOf, mimeOf, type OutputKind, parsePayload } from "../../../src/protocol/index.js";
import { hostileData } from "./hostile.js";
import * as samples from "./samples.js";

const displays: Record<OutputKind, Displayable> = {
  parameters: parameterCountsDisplay(samples.parameters),
  training: trainingDisplay(samples.training(60), true),
  summaries: summariesDisplay(samples.summaries),
  rouge: rougeDisplay(samples.rouge),
  dataset: datasetDisplay(samples.dataset),
  progress: progressDisplay({ label: "Map", value: 5233, total: 12460, unit: "examples" }),
  diagnostics: diagnosticsDisplay(samples.findings),
  runs: runsDisplay(samples.runs),
};

const hostileDisplays: Record<OutputKind, Displayable> = {
  parameters: parameterCountsDisplay(hostileData.parameters),
  training: trainingDisplay(hostileData.training, true),
  summaries: summariesDisplay(hostileData.summaries),
  rouge: rougeDisplay(hostileData.rouge),
  dataset: datasetDisplay(hostileData.dataset),
  progress: progressDisplay(hostileData.progress),
  diagnostics: diagnosticsDisplay(hostileData.diagnostics.findings),
  runs: runsDisplay(hostileData.runs),
};

describe("MIME bundles", () => {
  for (const [kind, display] of Object.entries(displays) as [OutputKind, Displayable][]) {
    it(`of ${kind} hold a valid payload, text and static HTML`, () => {
      const bundle = display.toMimeBundle("out-1");
      const [own] = Object.keys(bundle).filter((mime) => kindOf(mime));
      assert.equal(own, mimeOf(kind));
      // What is saved is JSON: the payload must survive the way there and back.
      const payload = parsePayload(kind, JSON.parse(JSON.stringify(bundle[mimeOf(kind)])));
      assert.deepEqual(
        { ...payload, data: undefined },
        { outputId: "out-1", seq: 0, final: true, data: undefined },
      );
      const text = bundle["text/plain"] as string;
      assert.ok(text.length > 0);
      assert.deepEqual(
        text.split("\n").filter((line) => line.length > 100),
        [],
      );
      assert.match(bundle["text/html"] as string, /^<[a-z]/);
      assert.doesNotMatch(bundle["text/html"] as string, /<script|NaN|undefined|\[object/);
    });

    it(`of ${kind} let no data become markup`, () => {
      const markup = hostileDisplays[kind].toMimeBundle("out-1")["text/html"] as string;
      assert.doesNotMatch(markup, /<script|<img|<b>'/i);
      // No attribute holds an unescaped quote of the data either.
      assert.ok(!markup.includes(`"window.__ran`));
      assert.ok(markup.includes("&lt;/script&gt;&lt;script&gt;"));
    });
  }

  it("carry the envelope of a live output", () => {
    const bundle = trainingDisplay(samples.training(2), false, { seq: 7, runId: "run-1" }).toMimeBundle(
      "live",
    );
    const { data: _, ...envelope } = parsePayload("training", bundle[mimeOf("training")]);
    assert.deepEqual(envelope, { outputId: "live", seq: 7, final: false, runId: "run-1" });
  });
});
