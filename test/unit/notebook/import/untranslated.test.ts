import assert from "node:assert/strict";
import { imported, last, loading } from "./support.js";

describe("Python that is not recognised", () => {
  it("stays as a comment with the reason, and what needs it does too", () => {
    const { texts, report } = imported("import sklearn\nx = sklearn.f(1)\nprint(x)\nprint(2)");
    assert.equal(
      texts[0],
      "// summnb import: not translated: `sklearn` has no counterpart here.\n//   x = sklearn.f(1)\n// summnb import: not translated: it needs `x`, which line 2 of cell 1 was to set.\n//   print(x)\nprint(2);",
    );
    assert.deepEqual(report.counts, {
      markdown: 0,
      raw: 0,
      code: 1,
      translated: 0,
      partly: 1,
      untranslated: 0,
    });
    const [first] = report.entries;
    assert.deepEqual(
      { kind: first!.kind, cell: first!.cell, line: first!.line, python: first!.python },
      { kind: "untranslated", cell: 1, line: 2, python: "sklearn.f" },
    );
  });

  it("is a whole function, loop or branch where a part of it is", () => {
    const { texts } = imported(
      loading,
      "def f(x):\n    y = 1\n    return x @ y\n\nfor row in rows:\n    print(row['a'])\n    plot(row)",
    );
    assert.match(texts[1]!, /^\/\/ summnb import: not translated: .*\n\/\/ {3}def f\(x\):\n\/\/ {7}y = 1\n/);
    assert.match(texts[1]!, /`plot` has no counterpart here.*\n\/\/ {3}for row in rows:/);
    assert.ok(!texts[1]!.split("\n").some((line) => line !== "" && !line.startsWith("//")));
  });

  const refused: Record<string, string> = {
    "an unknown option of generate":
      'model.generate(tokenizer("a", return_tensors="pt").input_ids, made_up=1)',
    "a model of another task":
      'from transformers import AutoModelForCausalLM\nm = AutoModelForCausalLM.from_pretrained("gpt2")',
    "another metric": 'import evaluate\nm = evaluate.load("bleu")',
    "a method that is not there": "x = rows.to_tf_dataset()",
    "an argument that is not there": "x = rows.shuffle(seed=1, made_up=2)",
    "lists that are compared": "x = [1] == [1]",
    "a format that is not known": "x = f'{1:^10}'",
    "several references":
      'import evaluate\nr = evaluate.load("rouge")\nx = r.compute(predictions=["a"], references=[["a", "b"]])',
    "a part with a step": "x = rows[0:10:2]",
    "a class": "class A(object):\n    pass",
    "a star import": "from transformers import *",
  };
  for (const [what, python] of Object.entries(refused))
    it(`: ${what}`, () => assert.match(last(loading, python), /summnb import: not translated: /));

  it("takes no name of another cell for granted", () => {
    const { report } = imported("print(a_name_of_nobody)");
    assert.equal(report.counts.untranslated, 1);
  });
});

describe("Python that has no use here", () => {
  const dropped: Record<string, string> = {
    packages: "%pip install transformers \\\n    datasets --quiet",
    "a shell's packages": "!pip install -q transformers",
    "a device's choice":
      'import torch\ndevice = torch.device("cuda" if torch.cuda.is_available() else "cpu")',
    "a model's place": 'model = model.to("cuda")',
    warnings: "import warnings\nwarnings.filterwarnings('ignore')",
    "a login": "from huggingface_hub import notebook_login\nnotebook_login()",
    memory: "import gc\ngc.collect()",
  };
  for (const [what, python] of Object.entries(dropped))
    it(`is left out with the reason: ${what}`, () => {
      const { texts, report } = imported(loading, python);
      assert.match(texts[1]!, /^\/\/ summnb import: left out \(.*\): /);
      assert.ok(!texts[1]!.split("\n").some((line) => line !== "" && !line.startsWith("//")), texts[1]);
      assert.equal(report.counts.translated, 2);
      assert.ok(report.entries.some(({ kind, cell }) => kind === "dropped" && cell === 2));
    });

  it("a device whose name is printed is summnb's own choice", () => {
    const text = last('import torch\ndevice = "cuda" if torch.cuda.is_available() else "cpu"\nprint(device)');
    assert.equal(text, "const device = tensor.devices()[0];\nprint(device);");
  });
});

describe("Mistakes of Python notebooks", () => {
  const mistakes = (...cells: string[]) =>
    imported(loading, ...cells)
      .report.entries.filter(({ kind }) => kind === "mistake")
      .map(({ message }) => message);
  const tokenize = (body: string) =>
    `def f(batch):\n${body.replace(/^/gm, "    ")}\nmade = rows.map(f, batched=True)`;

  it("labels that hold pad tokens", () => {
    const padded =
      'e = tokenizer(batch["a"], truncation=True)\nl = tokenizer(batch["b"], padding="max_length")\ne["labels"] = l["input_ids"]\nreturn e';
    assert.match(mistakes(tokenize(padded))[0]!, /labels hold pad tokens.*-100/);
    const masked = padded.replace(
      'l["input_ids"]\nreturn',
      '[[(i if i != tokenizer.pad_token_id else -100) for i in row] for row in l["input_ids"]]\nreturn',
    );
    assert.deepEqual(mistakes(tokenize(masked)), []);
  });

  it("filled token ids without a mask", () => {
    const body = 'batch["input_ids"] = tokenizer(batch["a"], padding="max_length").input_ids\nreturn batch';
    assert.match(mistakes(tokenize(body))[0]!, /no attention mask/);
  });

  it("rows without labels for a trainer", () => {
    const trainer = "from transformers import Trainer\ntrainer = Trainer(model=model, train_dataset=made)";
    assert.match(mistakes(tokenize('return tokenizer(batch["a"])'), trainer)[0]!, /no labels/);
    assert.deepEqual(mistakes(tokenize('return tokenizer(batch["a"], text_target=batch["b"])'), trainer), []);
  });

  it("a base model that was changed in place and then generates as the base", () => {
    const use =
      'ids = tokenizer("a", return_tensors="pt").input_ids\na = tuned.generate(ids)\nb = model.generate(ids)';
    const adapter =
      "from peft import LoraConfig, get_peft_model\ntuned = get_peft_model(model, LoraConfig(r=4))";
    assert.match(mistakes(adapter, use)[0]!, /`model` carries the adapter/);
    const anew =
      'other = AutoModelForSeq2SeqLM.from_pretrained("t5-small")\nfrom peft import LoraConfig, get_peft_model\ntuned = get_peft_model(other, LoraConfig(r=4))';
    assert.deepEqual(mistakes(anew, use), []);
  });
});
