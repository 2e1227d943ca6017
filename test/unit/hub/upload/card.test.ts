import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { marked } from "marked";
import { yaml } from "../../../../src/library/hub/upload/card/yaml.js";
import { type CardFacts, modelCard } from "../../../../src/library/hub/upload/index.js";
import { findPython, runPython, withoutPython } from "../../../golden/python.js";
import { fullFacts } from "./cardFacts.js";
import { temporaryFolder } from "./modelFolder.js";

/** Texts as data or a careless user may bring them. */
const evil = [
  "---\nlicense: mit\n---\n# Owned",
  "a: b, [c], {d}: *e &f !g |h >i %j @k `l` # m",
  "\"quoted\" 'and' \\n \u0000\u0007\u0085\u2028\ud800",
  "| cell | <script>alert(1)</script> <!-- ](javascript:x) ![x](y) ```\nfence\n```",
  "yes",
  "1e3",
  "hf__*emphasis*__~~x~~ $math$",
];

const count = (text: string, part: string) => text.split(part).length - 1;

const python = findPython("huggingface_hub", "yaml");
const needs = python ? "" : withoutPython("huggingface_hub", "yaml");

describe("The model card", () => {
  it("begins with the Hub's metadata", () => {
    const [, metadata] = modelCard(fullFacts).split("---\n");
    assert.equal(
      metadata,
      `base_model: google/flan-t5-base
base_model_relation: adapter
datasets:
- knkarthick/dialogsum
language:
- en
library_name: peft
license: apache-2.0
metrics:
- rouge
model-index:
- name: flan-dialogsum
  results:
  - task:
      type: summarization
      name: Summarization
    dataset:
      type: knkarthick/dialogsum
      name: knkarthick/dialogsum
      split: validation
    metrics:
    - type: rouge
      name: ROUGE-1
      value: 47.1234
    - type: rouge
      name: ROUGE-2
      value: 21
    - type: rouge
      name: ROUGE-L
      value: 39
    - type: rouge
      name: ROUGE-Lsum
      value: 39.2
    - type: loss
      name: Loss
      value: 1.25
pipeline_tag: summarization
tags:
- summnb
- lora
- dialogue
`,
    );
  });

  it("tells data, scores with intervals, losses and arguments in tables", () => {
    const card = modelCard(fullFacts);
    for (const line of [
      "This is an adapter for summarization, fine-tuned from [google/flan-t5-base](https://huggingface.co/google/flan-t5-base) by LoRA, with summnb. 3,538,944 of 251,116,800 parameters were trained.",
      "| train | knkarthick/dialogsum | 12,460 | `0123456789abcdef` |",
      "| ROUGE-1 | 47.12 | 46.10 to 48.10 |",
      "ROUGE F1 of 500 rows (validation) in percent, with stems, and the 95% bootstrap interval of the mean.",
      "| epoch | step | training loss | validation loss | ROUGE-1 | ROUGE-2 | ROUGE-L | ROUGE-Lsum |",
      "| 1.00 | 1558 | 1.3000 | 1.2100 | 45.00 | 20.00 | 38.00 | 38.10 |",
      "| `learningRate` | `0.0005` |",
      "| `sourcePrefix` | `summarize:` |",
      '| `lora.targetModules` | `["q","v"]` |',
      "Run `20261122-203000-flan-lora-ab12`, on cuda, with node 20.19.0, libtorch 2.13.0.",
      "Mean training loss 1.2346.",
    ])
      assert.ok(card.includes(line), `${line}\n\nis not in\n\n${card}`);
    assert.doesNotMatch(card, /secret-project|modulesToSave|warmupSteps|maxSteps|undefined|NaN/);
  });

  it("shows how to load it, with the prompt that it was trained with", () => {
    const adapter = modelCard(fullFacts);
    assert.match(adapter, /model = PeftModel\.from_pretrained\(base, "me\/flan-dialogsum"\)/);
    assert.match(adapter, /tokenizer\("summarize: " \+ document, return_tensors="pt"/);
    assert.match(
      adapter,
      /generateSummaries\(model, \["…"\], \{ tokenizer, sourcePrefix: "summarize: ", maxNewTokens: 128 \}\)/,
    );
    const template = { promptTemplate: 'Say "it":\n{document}\n' };
    const model = modelCard({
      ...fullFacts,
      kind: "model",
      run: { ...fullFacts.run!, preprocessing: template },
    });
    assert.match(model, /model = AutoModelForSeq2SeqLM\.from_pretrained\("me\/flan-dialogsum"\)/);
    assert.ok(model.includes(String.raw`"Say \"it\":\n{document}\n".replace("{document}", document)`));
    assert.match(model, /^library_name: transformers$/m);
    assert.match(model, /^base_model_relation: finetune$/m);
  });

  it("makes nothing up: what is not known is left out, and the licence is said to be missing", () => {
    const card = modelCard({ repo: "me/x", kind: "model" });
    assert.equal(
      card.split("---\n")[1],
      "library_name: transformers\npipeline_tag: summarization\ntags:\n- summnb\n",
    );
    assert.match(
      card,
      /## Licence\n\nNot stated: whoever publishes this model fills in `license:` in the metadata/,
    );
    assert.match(card, /The language is not stated either/);
    assert.doesNotMatch(card, /## (Data|Results|Training|Course)|undefined|null|NaN/);
    const known = modelCard({ ...fullFacts, license: undefined });
    assert.match(known, /; the base model's and the data's licence also bind it\. *$/m);
    assert.doesNotMatch(modelCard({ ...fullFacts, datasets: [] }), /model-index/);
  });

  it("says when the base model is a folder, and names only its last part", () => {
    const card = modelCard({ ...fullFacts, base: { name: "my-flan" } });
    assert.match(card, /Its base model was the local folder `my-flan`, which is not on the Hub/);
    assert.doesNotMatch(card, /^base_model/m);
    assert.match(card, /from_pretrained\("BASE_MODEL"\)/);
  });

  it("scores the weights that the run ended with", () => {
    const run = { ...fullFacts.run!, arguments: { ...fullFacts.run!.arguments, loadBestModelAtEnd: true } };
    assert.match(modelCard({ ...fullFacts, run }), /\| ROUGE-1 \| 45\.00 \|/);
    const byRouge = { ...run, arguments: { ...run.arguments, metricForBestModel: "rouge1" } };
    assert.match(modelCard({ ...fullFacts, run: byRouge }), /\| ROUGE-1 \| 47\.12 \|/);
    const given: CardFacts = {
      ...fullFacts,
      evaluation: { metrics: { rouge1: 0.5 }, rows: 1500, split: "test" },
    };
    assert.match(modelCard(given), /ROUGE F1 of 1,500 rows \(test\)[\s\S]*\| ROUGE-1 \| 50\.00 \| – \|/);
  });

  it("shows at most about 40 evaluations, the last always", () => {
    const evaluations = Array.from({ length: 1000 }, (_, i) => ({
      ...fullFacts.run!.evaluations[0]!,
      step: i + 1,
    }));
    const card = modelCard({ ...fullFacts, run: { ...fullFacts.run!, evaluations } });
    const rows = card.match(/^\| 1\.00 \| \d+ \|/gm)!;
    assert.ok(rows.length <= 41, String(rows.length));
    assert.equal(rows.at(-1), "| 1.00 | 1000 |");
    assert.match(card, /41 of 1000 evaluations|40 of 1000 evaluations/);
  });

  it("keeps texts from data and users texts", () => {
    for (const text of evil) {
      const card = modelCard({
        ...fullFacts,
        base: { name: text },
        device: text,
        run: {
          ...fullFacts.run!,
          id: text,
          state: text,
          versions: { [text]: text },
          arguments: { ...fullFacts.run!.arguments, [text]: text, lora: { [text]: text } },
          data: [{ split: text, name: text, rows: 1, fingerprint: text }],
          preprocessing: { promptTemplate: text },
        },
        evaluation: { metrics: { rouge1: 0.5 }, split: text },
        tags: [text],
      } as CardFacts);
      const [empty, metadata, ...body] = card.split(/^---$/m);
      assert.equal(empty, "");
      assert.equal(body.length, 1, "the metadata ends once, and nothing begins again");
      assert.doesNotMatch(metadata!, /^license: mit/m);
      const page = marked.parse(body[0]!, { async: false });
      assert.doesNotMatch(page, /<script|<img|<em>|<strong>|<del>|href="javascript/);
      const plain = modelCard(fullFacts).split(/^---$/m)[2]!;
      for (const tag of ["<h1", "<h2", "<table", "<pre", "<hr"])
        assert.equal(count(page, tag), count(marked.parse(plain, { async: false }), tag));
    }
  });

  it(`is read back by huggingface_hub as it was meant${needs}`, function () {
    if (!python) this.skip();
    this.timeout(60_000);
    const cards = [
      fullFacts,
      ...evil.map(
        (text): CardFacts => ({
          ...fullFacts,
          tags: [text],
          license: text,
          evaluation: { metrics: { rouge1: 0.5 }, split: text },
        }),
      ),
    ];
    const program = `
import json, sys
from huggingface_hub import ModelCard
out = []
for card in json.load(open(sys.argv[1])):
    data = ModelCard(card).data
    result = data.eval_results[0]
    out.append([data.license, data.tags[-1], data.base_model, data.library_name, data.pipeline_tag, result.dataset_split, result.dataset_type, result.metric_type, result.metric_value])
print(json.dumps(out))`;
    const texts = cards.map(modelCard);
    const file = path.join(temporaryFolder(), "cards.json");
    writeFileSync(file, JSON.stringify(texts));
    const read = runPython<unknown[][]>(python, program, file);
    const well = (text: string) => text.replace(/\p{Surrogate}/gu, "\ufffd");
    assert.deepEqual(read, [
      [
        "apache-2.0",
        "dialogue",
        "google/flan-t5-base",
        "peft",
        "summarization",
        "validation",
        "knkarthick/dialogsum",
        "rouge",
        47.1234,
      ],
      ...evil.map((text) => [
        well(text),
        well(text),
        "google/flan-t5-base",
        "peft",
        "summarization",
        well(text),
        "knkarthick/dialogsum",
        "rouge",
        50,
      ]),
    ]);
  });
});

describe("YAML of metadata", () => {
  it("writes plain words plain and everything else quoted", () => {
    assert.equal(
      yaml({
        a: "word-1",
        b: "no",
        c: "3.0",
        d: "",
        e: ["x y", "# z"],
        f: [],
        g: undefined,
        h: 0.5,
        i: { j: ["k"] },
        l: true,
      }),
      'a: word-1\nb: "no"\nc: "3.0"\nd: ""\ne:\n- "x y"\n- "# z"\nh: 0.5\ni:\n  j:\n  - k\nl: true\n',
    );
  });
});
