import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { AutoTokenizer } from "../../../src/library/tokenizers/index.js";
import { findPython, runPython, withoutPython } from "../python.js";
import { tokenizerFolder, variants } from "./tokenizerFolder.js";

const modules = ["transformers", "sentencepiece", "google.protobuf"];
const python = findPython(...modules);

interface Answer {
  className: string;
  length: number;
  ids: number[][];
  decoded: string[];
  special: Record<string, string>;
}

/** Reads folders as a user would, and encodes the texts. */
const program = `
import json, sys, transformers
transformers.logging.set_verbosity_error()
folders, texts = json.loads(sys.argv[1])
answers = []
for folder, fast in folders:
    t = transformers.AutoTokenizer.from_pretrained(folder, use_fast=fast)
    ids = t(texts)["input_ids"]
    special = {k: v for k, v in t.special_tokens_map.items() if isinstance(v, str)}
    decoded = [t.decode(row, skip_special_tokens=True, clean_up_tokenization_spaces=False) for row in ids]
    answers.append(dict(className=type(t).__name__, length=len(t), ids=ids, decoded=decoded, special=special))
print(json.dumps(answers))
`;

// Transformers' own fast and slow tokenizers differ where white space precedes an added token that is not special.
const texts = [
  "#Person1#: Good evening.#Person2#: Hi<turn>then Bob and Bobby!",
  "Tom <turn> will meet Ann at   the station.",
  "1 😀 café",
];

describe(`Tokenizers that savePretrained writes${python ? "" : withoutPython(...modules)}`, () => {
  // What Transformers can't do without a configuration of its own is left to the variants that have one.
  const saved = variants.filter(({ name }) => !name.endsWith("alone"));

  before(function () {
    if (!python) this.skip();
  });

  it("are read by Transformers, also with tokens added", async () => {
    const root = await mkdtemp(path.join(tmpdir(), "summnb-tokenizers-"));
    const ours: { name: string; folder: string; length: number; ids: number[][]; decoded: string[] }[] = [];
    for (const { name, model, files } of saved)
      for (const adds of [false, true]) {
        const source = await tokenizerFolder(model, files);
        const tokenizer = await AutoTokenizer.fromPretrained(source);
        if (adds) {
          tokenizer.addTokens(["#Person1#:", "#Person2#:"]);
          tokenizer.addSpecialTokens("<turn>");
        }
        const folder = path.join(root, `${ours.length}`);
        await tokenizer.savePretrained(folder);
        await rm(source, { recursive: true });
        const ids = await tokenizer.encodeBatch(texts);
        const decoded = await tokenizer.decodeBatch(ids, { skipSpecialTokens: true });
        ours.push({
          name: `${name}, tokens added: ${adds}`,
          folder,
          length: tokenizer.vocabSize,
          ids,
          decoded,
        });
      }
    try {
      // From a spiece.model, Transformers 4's fast tokenizer forgets the tokens that were added to Pegasus, also
      // those that its own slow one saved.
      const folders = ours.map(({ folder, name }) => [folder, !name.startsWith("Pegasus")]);
      const answers = runPython<Answer[]>(python!, program, JSON.stringify([folders, texts]));
      for (const [index, { name, length, ids, decoded }] of ours.entries()) {
        const answer = answers[index]!;
        assert.deepEqual([answer.length, answer.ids], [length, ids], name);
        // The slow one puts spaces around added tokens.
        if (answer.className.endsWith("Fast")) assert.deepEqual(answer.decoded, decoded, name);
        assert.equal(answer.special.pad_token, "<pad>", name);
      }
    } finally {
      await rm(root, { recursive: true });
    }
  });
});
