/** What a user can do with an output: by mouse and by keyboard. */
import assert from "node:assert/strict";
import type { SaveMessage } from "../../../src/protocol/index.js";
import { training } from "../../unit/display/samples.js";
import {
  type Harness,
  openNotebookPage,
  payloadOf,
  postedMessages,
  renderPayload,
  startHarness,
} from "./harness.js";
import { sampleData } from "./sample_data.js";

/** Runs in the page, where the harness defines it. */
declare function driver(): { posted: unknown[] };

describe("outputs under the user's hands", function () {
  this.timeout(120_000);
  let harness: Harness;
  const count = (selector: string) => harness.page.locator(`#out ${selector}`).count();
  const button = (name: string | RegExp) => harness.page.getByRole("button", { name });

  before(async () => {
    harness = await startHarness();
    await harness.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  });
  after(() => harness?.close());
  beforeEach(() => openNotebookPage(harness, "light"));

  it("read the curve with the arrow keys", async () => {
    await renderPayload(harness.page, "training", payloadOf(sampleData.training));
    const readout = harness.page.locator("#out .readout-step");
    assert.equal(await readout.innerText(), "Step 600");
    await harness.page.locator("#out .plot").focus();
    for (const [key, step] of [
      ["Home", "Step 10"],
      ["ArrowRight", "Step 20"],
      ["End", "Step 600"],
      ["ArrowLeft", "Step 590"],
      ["Escape", "Step 600"],
    ] as const) {
      await harness.page.keyboard.press(key);
      await harness.page
        .locator("#out .readout-step", { hasText: new RegExp(`^${step}$`) })
        .waitFor({ timeout: 5000 });
    }
  });

  it("zoom by dragging and back by a button", async () => {
    await renderPayload(harness.page, "training", payloadOf(training(400)));
    const over = await harness.page.locator("#out .u-over").boundingBox();
    assert.ok(over);
    const y = over.y + over.height / 2;
    await harness.page.mouse.move(over.x + 100, y);
    await harness.page.mouse.down();
    await harness.page.mouse.move(over.x + 250, y, { steps: 5 });
    await harness.page.mouse.up();
    await button("Reset zoom").click();
    await button("Reset zoom").waitFor({ state: "detached" });
  });

  it("switch the loss axis and the smoothing", async () => {
    await renderPayload(harness.page, "training", payloadOf(training(400)));
    assert.equal(await button("Smooth").getAttribute("aria-pressed"), "true");
    const canvas = harness.page.locator("#out .plot canvas");
    const drawings = [await canvas.screenshot()];
    for (const name of ["Smooth", "Log scale"]) {
      await button(name).click();
      drawings.push(await canvas.screenshot());
    }
    assert.ok(!drawings[0]!.equals(drawings[1]!) && !drawings[1]!.equals(drawings[2]!));
  });

  it("scroll a table of 10,000 rows that has only a few on the page", async () => {
    await renderPayload(harness.page, "training", payloadOf(training(10_000)));
    const log = harness.page.locator("#out .log");
    assert.ok((await count(".log tbody tr")) < 60);
    await log.evaluate((element) => element.scrollTo(0, element.scrollHeight));
    await harness.page.locator("#out .log tbody tr", { hasText: /^100,000/ }).waitFor();
    assert.equal(await log.locator("table").getAttribute("aria-rowcount"), "10001");
  });

  it("open modules level by level with the keyboard", async () => {
    await renderPayload(harness.page, "parameters", payloadOf(sampleData.parameters));
    assert.equal(await count(".modules tbody tr"), 4);
    await button("encoder").focus();
    await harness.page.keyboard.press("Enter");
    assert.equal(await count(".modules tbody tr"), 6);
    assert.equal(await button("encoder").getAttribute("aria-expanded"), "true");
  });

  it("search rows and open their whole texts", async () => {
    await renderPayload(harness.page, "dataset", payloadOf(sampleData.dataset));
    await harness.page.getByRole("searchbox").fill("fetchmail");
    await harness.page.getByText("6 found").waitFor();
    assert.equal(await count(".cell-text mark"), await count(".table.rows tbody tr"));
    const cell = harness.page.locator("#out .cell-text").first();
    const closed = (await cell.boundingBox())!.height;
    await button("Whole texts of row 2").first().click();
    await harness.page.locator("#out tr.open").waitFor();
    assert.ok((await cell.boundingBox())!.height >= closed);
    await harness.page.getByRole("searchbox").fill("no such text");
    await harness.page.getByText("No row has this text.").waitFor();
  });

  it("change what a summary is compared with, and for whom words are struck", async () => {
    await renderPayload(harness.page, "summaries", payloadOf(sampleData.summaries));
    const struck = () => harness.page.locator("#out .summary-row:first-child .reference del").allInnerTexts();
    assert.deepEqual(await struck(), ["dockapp", "settings"]);
    await renderPayload(harness.page, "summaries", payloadOf(sampleData.summaries));
    await button("Document").click();
    assert.deepEqual(await struck(), []);
    assert.equal(await count(".mark-legend .dropped"), 0);
    await button("Reference").click();
    await button("Base model").click();
    assert.deepEqual(await struck(), ["dockapp", "settings"]);
  });

  it("copy a table as CSV", async () => {
    await renderPayload(harness.page, "rouge", payloadOf(sampleData.rouge));
    await button("CSV").click();
    await button("Copied").waitFor();
    const csv = await harness.page.evaluate(() => navigator.clipboard.readText());
    assert.equal(csv.split("\r\n")[0], "system,metric,value,low,high");
    assert.ok(csv.includes("lora - base,rouge1,0.085,0.066,"));
  });

  for (const kind of ["training", "rouge", "runs", "parameters"] as const)
    it(`hand the picture of ${kind} to the host as SVG and as PNG`, async () => {
      await renderPayload(harness.page, kind, payloadOf(sampleData[kind]));
      const saved = async (format: "SVG" | "PNG") => {
        await button(format).click();
        await harness.page.waitForFunction(
          (ending) =>
            (driver().posted.at(-1) as { name?: string } | undefined)?.name?.endsWith(ending) === true,
          format.toLowerCase(),
        );
        return (await postedMessages(harness.page)).at(-1) as SaveMessage;
      };
      const svg = await saved("SVG");
      assert.doesNotMatch(svg.text, /var\(|NaN|undefined/);
      const png = await saved("PNG");
      assert.equal(png.encoding, "base64");
      const { colors, width, wanted } = await harness.page.evaluate(
        async ([svg, png]) => {
          const image = new Image();
          image.src = `data:image/png;base64,${png}`;
          await image.decode();
          const canvas = document.createElement("canvas");
          canvas.width = image.naturalWidth;
          canvas.height = image.naturalHeight;
          const context = canvas.getContext("2d")!;
          context.drawImage(image, 0, 0);
          const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
          const colors = new Set<string>();
          for (let at = 0; at < data.length; at += 4)
            colors.add(`${data[at]},${data[at + 1]},${data[at + 2]}`);
          const drawing = new DOMParser().parseFromString(svg!, "image/svg+xml").documentElement;
          return { colors: [...colors], width: image.naturalWidth, wanted: drawing.getAttribute("width") };
        },
        [svg.text, png.text],
      );
      assert.equal(width, 2 * Math.round(Number(wanted)));
      for (const color of ["255,255,255", "11,104,203"])
        assert.ok(colors.includes(color), `no ${color} in the picture`);
    });

  it("hand the chart to the host as a drawing of its own", async () => {
    await renderPayload(harness.page, "rouge", payloadOf(sampleData.rouge));
    await button("SVG").click();
    const saved = (await postedMessages(harness.page)).at(-1) as { type: string; name: string; text: string };
    assert.deepEqual([saved.type, saved.name], ["save", "rouge.svg"]);
    assert.doesNotMatch(saved.text, /var\(/);
    const circles = await harness.page.evaluate((text) => {
      const drawing = new DOMParser().parseFromString(text, "image/svg+xml");
      return drawing.querySelector("parsererror") ? -1 : drawing.querySelectorAll("circle").length;
    }, saved.text);
    // The scores, and the differences below them.
    assert.equal(circles, 12 + 8);
  });
});
