import assert from "node:assert/strict";
import { trainLoraCells } from "../../../../src/host/train-lora/cells.js";
import { presets } from "../../../../src/host/train-lora/presets.js";
import type { HostToPanel, TrainPlan } from "../../../../src/protocol/index.js";
import { hostile } from "../../../unit/display/samples.js";
import { watchProblems } from "../harness.js";
import { first, init, looked } from "./answers.js";
import { PanelPage } from "./page.js";

describe("the Train LoRA panel in a browser", function () {
  this.timeout(120_000);
  let panel: PanelPage;
  before(async () => {
    panel = await PanelPage.start();
  });
  after(() => panel?.close());

  it("asks about model and data once they rest, and hands back the plan untouched", async () => {
    const problems = watchProblems(panel.page);
    await panel.open();
    await panel.eventually(async () =>
      assert.deepEqual(await panel.newest("model"), { type: "model", model: "starter" }),
    );
    await panel.eventually(async () =>
      assert.deepEqual(await panel.newest("data"), {
        type: "data",
        data: "rows",
        config: "",
        mayDownload: false,
      }),
    );
    await panel.button("Create notebook").click();
    await panel.eventually(async () =>
      assert.deepEqual(await panel.newest("create"), { type: "create", plan: first }),
    );
    assert.deepEqual(problems, []);
  });

  it("maps the columns that the data has, by itself and by a click", async () => {
    await panel.open("dark", looked);
    await panel.page.locator(".preview table").waitFor();
    await panel.eventually(async () =>
      assert.deepEqual(
        await panel
          .plan()
          .then(({ documentColumn, summaryColumn, evalFrom }) => [documentColumn, summaryColumn, evalFrom]),
        ["dialogue", "summary", "test"],
      ),
    );
    await panel.button("id holds the document").click();
    await panel.page.locator('th.mapped .column-name:text-is("id")').waitFor();
    await panel.eventually(async () => assert.equal((await panel.plan()).documentColumn, "id"));
    assert.equal(await panel.page.evaluate(() => "__ran" in window), false);
  });

  it("takes arguments, keeps those that differ, and finds them by their words", async () => {
    await panel.open();
    await panel.text("Search arguments").fill("learning rate loRA often");
    assert.deepEqual(
      await panel.page
        .locator("[data-argument]:visible")
        .evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset.argument))
        .then((names) =>
          names.filter((name) => !["r", "loraAlpha", "loraDropout", "targetModules"].includes(name!)),
        ),
      ["learningRate"],
    );
    await panel.text("learningRate").fill("5e-4");
    await panel.eventually(async () => assert.equal((await panel.plan()).arguments.learningRate, 5e-4));
    await panel.text("learningRate").fill("5e-5");
    await panel.eventually(async () => assert.equal("learningRate" in (await panel.plan()).arguments, false));
    await panel.text("Search arguments").fill("gradient checkpointing");
    await panel.page.getByRole("checkbox", { name: "gradientCheckpointing" }).click();
    await panel.eventually(async () =>
      assert.equal((await panel.plan()).arguments.gradientCheckpointing, true),
    );
    await panel.button("Reset gradientCheckpointing").click();
    await panel.eventually(async () =>
      assert.equal("gradientCheckpointing" in (await panel.plan()).arguments, false),
    );
  });

  it("says beside the field what is no value, and lets nothing out meanwhile", async () => {
    await panel.open();
    await panel.text("loraDropout").fill("1");
    await panel.eventually(async () =>
      assert.deepEqual(await panel.page.getByRole("alert").allInnerTexts(), ["loraDropout must be below 1."]),
    );
    await panel.eventually(async () => assert.equal((await panel.plan()).lora.loraDropout, 0.05));
    await panel.eventually(async () => assert.equal(await panel.button("Start training").isDisabled(), true));
    await panel.text("loraDropout").fill("0.1");
    await panel.eventually(async () => assert.equal(await panel.page.getByRole("alert").count(), 0));
    await panel.button("Start training").click();
    await panel.eventually(async () =>
      assert.equal((await panel.newest("start"))?.plan.lora.loraDropout, 0.1),
    );
  });

  it("adds the model's layers to the targets", async () => {
    await panel.open("dark", looked);
    await panel.button("wi_0").click();
    await panel.eventually(async () =>
      assert.deepEqual((await panel.plan()).lora.targetModules, ["q", "v", "wi_0"]),
    );
    await panel.button("q").click();
    await panel.eventually(async () =>
      assert.deepEqual((await panel.plan()).lora.targetModules, ["v", "wi_0"]),
    );
    assert.equal(await panel.text("targetModules").inputValue(), "v, wi_0");
  });

  for (const facts of presets.slice(1))
    it(`begins with ${facts.id} and its arguments, and nothing of what was there before`, async () => {
      await panel.open();
      await panel.page.getByRole("button", { name: facts.title }).click();
      await panel.eventually(async () => {
        const chosen: TrainPlan = await panel.plan();
        assert.deepEqual(chosen.arguments, facts.plan.arguments);
        assert.deepEqual(chosen.lora, facts.plan.lora ?? {});
        assert.equal(chosen.prompt, facts.plan.prompt ?? "");
        for (const [name, value] of Object.entries(facts.plan))
          assert.deepEqual(chosen[name as keyof TrainPlan], value, name);
      });
    });

  it("offers to download data that is not here, and does nothing before", async () => {
    await panel.open();
    await panel.send({
      type: "data",
      data: "rows",
      config: "",
      answer: { facts: { state: "remote", name: "owner/rows", splits: [] } },
    });
    await panel.button("Download").click();
    await panel.eventually(async () =>
      assert.deepEqual(await panel.newest("data"), {
        type: "data",
        data: "rows",
        config: "",
        mayDownload: true,
      }),
    );
    await panel.send({
      type: "download",
      progress: { label: "Downloading owner/rows", value: 3 * 2 ** 20, total: 2 ** 24 },
    });
    await panel.page.getByText("3.0 MiB of 16.0 MiB").waitFor();
  });

  it("browses by the host, and shows the host's objections", async () => {
    await panel.open();
    await panel.button("Browse…").first().click();
    await panel.eventually(async () =>
      assert.deepEqual(await panel.newest("browse"), { type: "browse", field: "model" }),
    );
    await panel.send({ type: "browsed", field: "model", value: hostile });
    await panel.page.waitForFunction(
      (value) => document.querySelector<HTMLInputElement>("#model")?.value === value,
      hostile,
    );
    await panel.send({ type: "refused", message: hostile });
    assert.equal(await panel.page.getByRole("alert").innerText(), hostile);
  });

  it("keeps what was typed when it is hidden and shown again", async () => {
    await panel.open();
    await panel.text("r").fill("17");
    await panel.tab("Notebook").click();
    await panel.page.reload();
    await panel.send(init);
    await panel.tab("Plan").click();
    await panel.page.waitForFunction(() => document.querySelector<HTMLInputElement>("#r")?.value === "17");
  });

  it("runs nothing without trust, says why, and writes all the same", async () => {
    await panel.open("dark", [{ ...init, trusted: false } as HostToPanel]);
    await panel.page.getByText("You have not trusted this workspace").waitFor();
    await panel.eventually(async () => assert.equal(await panel.button("Start training").isDisabled(), true));
    await panel.button("Create notebook").click();
    await panel.eventually(async () => assert.ok(await panel.newest("create")));
    assert.equal(await panel.newest("data"), undefined);
    await panel.send({ type: "trusted" });
    await panel.page.getByText("You have not trusted this workspace").waitFor({ state: "detached" });
    assert.equal((await panel.posted()).filter(({ type }) => type === "ready").length, 2);
  });

  it("shows the cells that it would write, and copies them", async () => {
    await panel.open();
    const cells = trainLoraCells(first);
    await panel.send({ type: "cells", cells });
    await panel.tab("Notebook").click();
    const code = await panel.page.locator("pre code").allInnerTexts();
    assert.deepEqual(
      code,
      cells.filter(({ type }) => type === "code").map((cell) => cell.text),
    );
    assert.ok((await panel.page.locator(".token.string").count()) > 5);
    await panel.button("Copy").first().click();
    await panel.eventually(async () =>
      assert.deepEqual(await panel.newest("copy"), { type: "copy", text: code[0] }),
    );
    await panel.screenshot("cells", false);
  });
});
