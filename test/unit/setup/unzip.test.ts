import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { zipSync } from "fflate";
import { importScript } from "./scripts.js";

interface Unzip {
  unzip(
    archive: string,
    target: string,
    place: (name: string) => string | undefined,
    onProgress?: (share: number) => void,
  ): Promise<string[]>;
}

describe("Set-up's unzip", () => {
  let folder: string;
  let unzip: Unzip["unzip"];
  const all = (name: string) => name;
  const bytes = (text: string) => new TextEncoder().encode(text);

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "summnb-unzip-"));
    ({ unzip } = await importScript<Unzip>("lib/unzip.mjs"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const archive = async (content: Uint8Array) => {
    await writeFile(path.join(folder, "a.zip"), content);
    return path.join(folder, "a.zip");
  };

  it("unpacks what is asked for, deflated, stored or empty, and tells how far it is", async () => {
    const large = "0123456789abcdef".repeat(200_000);
    const zip = zipSync({
      "torch/lib/large.so": bytes(large),
      "torch/stored": [bytes("as it is"), { level: 0 }],
      "torch/empty": new Uint8Array(),
      "left/out": bytes("x"),
    });
    const shares: number[] = [];
    const names = await unzip(
      await archive(zip),
      path.join(folder, "out"),
      (name) => (name.startsWith("torch/") ? name.replace("torch/", "") : undefined),
      (share) => shares.push(share),
    );
    assert.deepEqual(names.sort(), ["empty", "lib/large.so", "stored"]);
    assert.equal(await readFile(path.join(folder, "out/lib/large.so"), "utf8"), large);
    assert.equal(await readFile(path.join(folder, "out/stored"), "utf8"), "as it is");
    assert.equal((await stat(path.join(folder, "out/empty"))).size, 0);
    assert.equal(shares.at(-1), 1);
  });

  it("refuses a file whose bytes do not match their checksum", async () => {
    const zip = zipSync({ "a.txt": [bytes("the right bytes"), { level: 0 }] });
    zip[30 + "a.txt".length] = 0x58;
    await assert.rejects(
      unzip(await archive(zip), folder, all),
      /a\.zip is damaged: a\.txt does not match its checksum/,
    );
  });

  it("refuses a file that was cut off", async () => {
    const zip = zipSync({ "a.txt": bytes("text") });
    await assert.rejects(unzip(await archive(zip.slice(0, -30)), folder, all), /is not a whole zip file/);
  });

  it("writes nothing outside its folder", async () => {
    const zip = zipSync({ "../outside.txt": bytes("x") });
    await assert.rejects(
      unzip(await archive(zip), path.join(folder, "out"), all),
      /names a file outside its folder/,
    );
    await assert.rejects(stat(path.join(folder, "outside.txt")));
  });
});
