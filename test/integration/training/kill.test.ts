import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Mt19937 } from "../../../src/library/random/index.js";

const victim = path.join(import.meta.dirname, "victim.js");
const kills = 10;

/** One life of the training process; `afterLines` lines of it pass before it is killed, `delay` ms later. */
function live(folder: string, blow?: { afterLines: number; delay: number }): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [victim, folder], { stdio: ["ignore", "pipe", "pipe"] });
    let out = "";
    let errors = "";
    let struck = false;
    child.stderr.on("data", (part) => {
      errors += part;
    });
    child.stdout.on("data", (part) => {
      out += part;
      if (!blow || struck || out.split("\n").length <= blow.afterLines) return;
      struck = true;
      setTimeout(() => child.kill("SIGKILL"), blow.delay);
    });
    child.once("error", reject);
    child.once("close", (code, signal) => {
      if (code !== 0 && signal !== "SIGKILL") reject(new Error(errors));
      else resolve(out.trim().split("\n"));
    });
  });
}

describe("A training that is killed", () => {
  let root: string;
  before(() => {
    root = mkdtempSync(path.join(tmpdir(), "summnb-kill-"));
  });
  after(() => rmSync(root, { recursive: true }));

  const folderOf = (name: string): string => {
    const folder = path.join(root, name);
    mkdirSync(folder);
    return folder;
  };
  const weights = (folder: string) => readFileSync(path.join(folder, "final", "model.safetensors"));

  it(`${kills} times at any moment, saving included, ends as if it never had been`, async () => {
    const undisturbed = folderOf("undisturbed");
    await live(undisturbed);
    const killed = folderOf("killed");
    const random = new Mt19937(Date.now() % 2 ** 32);
    const log: string[] = [];
    for (let life = 0; life < kills && !existsSync(path.join(killed, "final")); life++) {
      const blow = { afterLines: 1 + (random.nextUint32() % 8), delay: random.nextUint32() % 25 };
      const lines = await live(killed, blow);
      log.push(`after ${lines.at(-1)} + ${blow.delay} ms`);
    }
    const last = await live(killed);
    assert.equal(log.length, kills, `it was over before the last blow: ${log.join("; ")}`);
    assert.ok(
      weights(killed).equals(weights(undisturbed)),
      `killed ${log.join("; ")}; last life: ${last[0]}`,
    );
  }).timeout(300_000);
});
