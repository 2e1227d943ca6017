import assert from "node:assert/strict";
import { hostile } from "../../../unit/display/samples.js";
import { init } from "./answers.js";
import { PanelPage } from "./page.js";
import { finished, headOf, log, output, training } from "./run.js";

describe("a run in the Train LoRA panel", function () {
  this.timeout(120_000);
  let panel: PanelPage;
  before(async () => {
    panel = await PanelPage.start();
  });
  after(() => panel?.close());

  it("shows a run while it trains, and stops it", async () => {
    await panel.open("dark", [init]);
    await panel.tab("Run").click();
    await panel.page.getByText("No run yet").waitFor();
    const states = ["done", "done", "done", "done", "running"] as const;
    await panel.send({
      type: "run",
      head: headOf({}, [...states]),
      outputs: [output("training", training(100, "running"), false)],
      log: [{ key: "a", text: "one\ntwo" }],
    });
    const frame = panel.page.locator(".frame.training");
    await frame.locator("canvas").waitFor();
    await panel.send({
      type: "runDelta",
      delta: { outputId: "training", seq: 1, patch: { set: { step: 105 }, append: { logs: [log(105)] } } },
    });
    await panel.page.getByText("step 105 of 200").waitFor();
    await panel.button("Stop").click();
    await panel.eventually(async () => assert.deepEqual(await panel.newest("stop"), { type: "stop" }));
    await panel.send({ type: "runHead", head: headOf({ phase: "stopping" }, [...states]) });
    await panel.eventually(async () => assert.equal(await panel.button("Stop").isDisabled(), true));
    const problem = { message: `It is full. ${hostile}`, where: "Training, line 3" };
    await panel.send({
      type: "runHead",
      head: headOf({ phase: "failed", problem }, [
        "done",
        "done",
        "done",
        "done",
        "failed",
        "stopped",
        "stopped",
      ]),
    });
    assert.match(await panel.page.getByRole("alert").innerText(), /^Training, line 3: It is full\./);
    await panel.send({
      type: "runHead",
      head: headOf({ phase: "stopped" }, ["done", "done", "done", "done", "stopped", "stopped", "stopped"]),
    });
    await panel.button("Go on").click();
    await panel.eventually(async () => assert.deepEqual(await panel.newest("resume"), { type: "resume" }));
  });

  it("ends with summaries before and after, and ROUGE with intervals", async () => {
    await panel.open("light", [init, finished]);
    await panel.tab("Run").click();
    for (const kind of ["training", "summaries", "rouge"])
      await panel.page.locator(`.frame.${kind}`).waitFor();
    assert.match(await panel.page.locator(".run-facts").innerText(), /Finished/);
    await panel.screenshot("run");
  });
});
