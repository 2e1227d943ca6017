import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { newCell, newNotebook, serializeNotebook } from "../../../src/notebook/index.js";
import { KernelProcess, TestClient } from "../../integration/kernel/client.js";
import { runCli } from "../cli/runCli.js";
import { Bench } from "./bench.js";

const token = `hf_${"kT7".repeat(11)}q`;
const odd = "own-hub-token-with-another-look";

describe("Access tokens in a kernel", function () {
  this.timeout(30_000);
  let bench: Bench;
  before(() => {
    bench = new Bench(tmpdir());
  });
  after(() => bench.session.dispose());

  /** Code in which the token is not to be found as such. */
  const hidden = `["hf_", "kT7".repeat(11), "q"].join("")`;
  const ways: [what: string, code: string][] = [
    ["prints", `console.log("token:", ${hidden})`],
    ["prints to stderr", `console.error({ token: ${hidden} })`],
    [
      "prints in two halves",
      `process.stdout.write(${hidden}.slice(0, 9)); process.stdout.write(${hidden}.slice(9))`,
    ],
    ["shows", hidden],
    ["throws", `throw new Error("refused: " + ${hidden})`],
    [
      "rejects with, long after",
      `setTimeout(() => { throw new Error(${hidden}) }, 5); await new Promise((r) => setTimeout(r, 50))`,
    ],
  ];
  for (const [what, code] of ways)
    it(`are hidden in what a cell ${what}`, async () => {
      const { outputs } = await bench.run(code);
      const text = JSON.stringify(outputs);
      assert.ok(!text.includes(token), text);
      assert.ok(text.includes("hf_…"), text);
      const last = JSON.stringify(bench.events.slice(-4));
      assert.ok(!last.includes(token), last);
    });

  it("are hidden in hover texts", async () => {
    await bench.run(`const secret = { token: ${hidden} }`);
    const { markdown } = bench.session.inspect("secret");
    assert.match(markdown, /token: 'hf_…'/);
  });

  it("of the environment reach neither outputs nor the kernel's log nor any file of its folder", async () => {
    const kernel = new KernelProcess();
    try {
      const client = await TestClient.open(await kernel.start({ HF_TOKEN: odd }));
      await client.execute(
        "console.log(process.env.HF_TOKEN.length, process.env.HF_TOKEN); process.env.HF_TOKEN",
      );
      assert.equal(client.text("a-1"), `${odd.length} hf_…\n'hf_…'`);
      await client.execute("process.emitWarning('the token is ' + process.env.HF_TOKEN)");
      await client.execute("await new Promise((r) => setTimeout(r, 100))");
      client.close();
      assert.ok(!kernel.log().includes(odd), kernel.log());
    } finally {
      await kernel.dispose();
    }
  });

  it("of the environment reach no saved notebook", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "summnb-secrets-"));
    const [file, output, html] = ["in.summnb", "out.summnb", "out.html"].map((name) =>
      path.join(folder, name),
    );
    const cells = [newCell("code", "console.log(process.env.HF_TOKEN); process.env.HF_TOKEN")];
    writeFileSync(file!, serializeNotebook({ ...newNotebook(), cells }));
    const { code, stdout, stderr } = await runCli(["run", file!, "--output", output!, "--html", html!], "", {
      HF_TOKEN: odd,
    });
    assert.equal(code, 0, stderr);
    for (const text of [stdout, stderr, readFileSync(output!, "utf8"), readFileSync(html!, "utf8")])
      assert.ok(!text.includes(odd));
    assert.ok(readFileSync(output!, "utf8").includes("hf_…"));
    assert.ok(existsSync(html!));
    rmSync(folder, { recursive: true });
  });
});
