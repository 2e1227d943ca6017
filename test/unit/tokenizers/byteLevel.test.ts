import assert from "node:assert/strict";
import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { SummnbError } from "../../../src/library/errors.js";
import { AutoTokenizer } from "../../../src/library/tokenizers/index.js";
import { tokenizerFolder, useTokenizer } from "../../golden/tokenizers/tokenizerFolder.js";

describe("vocab.json and merges.txt", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await tokenizerFolder("bart", ["vocab.json", "merges.txt"]);
  });

  afterEach(() => rm(folder, { recursive: true }));

  const refusal = async (): Promise<string> => {
    const error = await AutoTokenizer.fromPretrained(folder).then(
      () => assert.fail("it loaded"),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof SummnbError, String(error));
    return error.message;
  };
  const write = (name: string, text: string) => writeFile(path.join(folder, name), text);

  it("need each other", async () => {
    await rm(path.join(folder, "merges.txt"));
    assert.match(
      await refusal(),
      /has vocab\.json but no merges\.txt, .*only together: add it, or a tokenizer\.json/,
    );
    await rm(path.join(folder, "vocab.json"));
    await write("merges.txt", "");
    assert.match(await refusal(), /has merges\.txt but no vocab\.json/);
  });

  it("must be what they are called", async () => {
    await write("vocab.json", '{"<s>": "0"}');
    assert.match(await refusal(), /vocab\.json is not a vocabulary, .*fresh copy/);
    await write("vocab.json", "{}");
    assert.match(await refusal(), /vocab\.json is not a vocabulary/);
    await write("vocab.json", '{"a": 0, "b": 1, "ab": 2}');
    await write("merges.txt", "a b\n");
    assert.match(await refusal(), /vocab\.json has no <\/s>, which surrounds a text/);
  });

  it("must belong together", async () => {
    await write("merges.txt", "#version: 0.2\nĠ t\nzz qq\n");
    assert.match(
      await refusal(),
      /Line 3 of .*merges\.txt merges "zz qq", but vocab\.json has no "zz".*don't belong/,
    );
    await write("merges.txt", "#version: 0.2\nĠ t h\n");
    assert.match(await refusal(), /Line 2 of .*merges\.txt is no merge of two tokens but "Ġ t h"/);
    await write("merges.txt", "#version: 0.2\nconstructor constructor\n");
    assert.match(await refusal(), /vocab\.json has no "constructor"/);
  });

  it("are read with Windows line ends", async () => {
    const plain = await AutoTokenizer.fromPretrained(folder);
    const merges = await readFile(path.join(folder, "merges.txt"), "utf8");
    await write("merges.txt", merges.replaceAll("\n", "\r\n"));
    const text = "Hello, how are you?";
    assert.deepEqual(
      await (await AutoTokenizer.fromPretrained(folder)).encode(text),
      await plain.encode(text),
    );
  });
});

describe("add_prefix_space", () => {
  for (const files of [["tokenizer.json"], ["vocab.json", "merges.txt"]]) {
    const plain = useTokenizer("bart", files);
    const prefixed = useTokenizer("bart", files, {
      tokenizer_class: "BartTokenizer",
      add_prefix_space: true,
    });

    it(`of tokenizer_config.json wins over ${files[0]}`, async () => {
      assert.notDeepEqual(await plain().encode("Tom"), await plain().encode(" Tom"));
      assert.deepEqual(await prefixed().encode("Tom"), await plain().encode(" Tom"));
    });
  }
});
