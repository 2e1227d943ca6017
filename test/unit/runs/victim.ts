/** A process that writes a run without end, for a test that kills it. Prints the run's id once there are metrics. */
import { createRun } from "../../../src/runs/index.js";

const run = createRun({ root: process.argv[2], name: "victim" });
for (let step = 1; ; step++) {
  // Long lines of characters of several bytes: a kill may tear them anywhere.
  run.logMetrics({ step, note: "é👩‍👧".repeat(200) });
  run.logSummary({ step, index: 0, prediction: "ü".repeat(500) });
  run.update({ results: { step } });
  if (step === 3) process.stdout.write(`${run.id}\n`);
}
