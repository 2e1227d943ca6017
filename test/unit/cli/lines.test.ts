import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { allLines, readTexts } from "../../../src/cli/lines.js";
import { SummnbError } from "../../../src/library/errors.js";

describe("Texts of a file", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "summnb-lines-"));
  });
  after(() => rm(folder, { recursive: true }));

  const file = async (name: string, content: string) => {
    await writeFile(path.join(folder, name), content);
    return path.join(folder, name);
  };

  it("ends lines at \\n and \\r\\n only, and keeps empty lines but not the one after the last line end", async () => {
    const text = "a\u2028b\u0085c\r\n\nx\ry\nlast\n";
    assert.deepEqual(await allLines(await file("a.txt", text)), ["a\u2028b\u0085c", "", "x\ry", "last"]);
    assert.deepEqual(await allLines(await file("b.txt", "no end")), ["no end"]);
    assert.deepEqual(await allLines(await file("c.txt", "")), []);
  });

  it("joins characters that a chunk's border cuts", async () => {
    const line = "é👩‍👩‍👧".repeat(20_000);
    assert.deepEqual(await allLines(await file("long.txt", `${line}\n${line}\n`)), [line, line]);
  });

  it("takes JSON lines of strings in any file, and plain text that merely has quotes as text", async () => {
    assert.deepEqual(await readTexts(await file("d.txt", '"one\\ntwo"\n""\n')), ["one\ntwo", ""]);
    assert.deepEqual(await readTexts(await file("e.txt", '"quoted" and more\n"x"\n')), [
      '"quoted" and more',
      '"x"',
    ]);
  });

  it("names the line of a .jsonl file that is no string", async () => {
    const broken = await file("f.jsonl", '"fine"\n{"summary": "x"}\n');
    await assert.rejects(
      readTexts(broken),
      (error) => error instanceof SummnbError && /^Line 2 of .*f\.jsonl/.test(error.message),
    );
  });

  it("tells a missing file from a folder", async () => {
    await assert.rejects(readTexts(path.join(folder, "none")), /^SummnbError: There is no file .*none/);
    await assert.rejects(readTexts(folder), /is a folder/);
  });
});
