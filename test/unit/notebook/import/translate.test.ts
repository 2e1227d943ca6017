import assert from "node:assert/strict";
import { imported, last, loading } from "./support.js";

describe("Python, translated", () => {
  /** Python after `loading` to the TypeScript of its cell. */
  const cases: Record<string, [python: string, typescript: string]> = {
    "a split, a column, a row, rows": [
      'data["train"], data["extra"], rows["text"], rows[0]["text"], rows[-1], rows[0:3]["text"]',
      '[\n  data.train,\n  data.get("extra"),\n  rows.column("text"),\n  rows.row(0).text,\n  rows.row(-1),\n  rows.select(range(Math.min(3, rows.length))).column("text"),\n];',
    ],
    "shuffling and selecting": [
      "part = rows.shuffle(seed=42).select(range(10))",
      "const part = rows.shuffle({ seed: 42 }).select(range(10));",
    ],
    "a split in two": [
      "parts = rows.train_test_split(test_size=0.1, seed=1)",
      "const parts = rows.trainTestSplit({ testSize: 0.1, seed: 1 });",
    ],
    "one text is one row with tensors": [
      'a = tokenizer("x", return_tensors="pt").input_ids',
      'const a = (await tokenizer.batch("x")).inputIds;',
    ],
    "one text alone has its own fields": [
      'a = tokenizer("x")["input_ids"]',
      'const a = (await tokenizer.encodePlus("x")).inputIds;',
    ],
    "what was filled up is taken off before it generates": [
      'ids = tokenizer(["x"], padding=True, return_tensors="pt")\nout = model.generate(**ids, num_beams=2)',
      'const ids = await tokenizer.batch(["x"], { padding: true });\nconst out = await model.generate(ids.inputIds.map((ids) => ids.filter((id) => id !== model.padTokenId)), { numBeams: 2 });',
    ],
    "comprehensions that wait go one by one": [
      "texts = [tokenizer.decode(ids) for ids in [[1], [2]] if len(ids) > 0]",
      "const texts = await mapInTurn([[1], [2]].filter((ids) => ids.length > 0), async (ids) => await tokenizer.decode(ids));",
    ],
    "names that mean something here get another": [
      "new = 1\nrange_ = 2\nprint(new)",
      "const new_ = 1;\nconst range_ = 2;\nprint(new_);",
    ],
    "an empty list is false": [
      "found = []\nif not found: print(1)",
      "const found: any[] = [];\nif (!(found.length > 0)) {\n  print(1);\n}",
    ],
    "a variable of a loop that is needed later stands before it": [
      "for row in rows:\n    kept = row['text']\nprint(kept)",
      "let kept;\nfor (const row of rows) {\n  kept = row.text;\n}\nprint(kept);",
    ],
    "a variable that is set again": [
      "n = 1\nn = n + 1\nn += 2\nprint(n)",
      "let n = 1;\nn = n + 1;\nn += 2;\nprint(n);",
    ],
    "arithmetic as Python's": [
      "print(7 // 2, 7 % 3 == 0, 7 % 3, 2 ** 3)",
      "print(Math.floor(7 / 2), 7 % 3 === 0, (7 % 3 + 3) % 3, 2 ** 3);",
    ],
    formats: [
      'x = 1.5\nprint(f"{x:.2f} {x:.1%} {x:,} {1:>4}")',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the text that is expected
      'const x = 1.5;\nprint(`${x.toFixed(2)} ${(x * 100).toFixed(1) + "%"} ${x.toLocaleString("en")} ${String(1).padStart(4)}`);',
    ],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the text that is expected
    "texts on several lines": ['p = f"""a\n{1}\n"""', "const p = `a\n${1}\n`;"],
    "a template's own signs": [
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the text that is expected
      "p = 'a`${b}\\\\'\nq = f'`${p}'",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the text that is expected
      'const p = "a`${b}\\\\";\nconst q = `\\`$${p}`;',
    ],
    "a dictionary that grows": [
      "d = {'a': 1}\nd['b'] = 2\nprint(d)",
      "const d: Record<string, any> = { a: 1 };\nd.b = 2;\nprint(d);",
    ],
    "what Python does not show": ["rows", "rows;"],
    "a value that is kept from view": ["rows;", "void (rows);"],
    "a last line that sets something": [
      "rows = rows.shuffle(seed=1)",
      "rows = rows.shuffle({ seed: 1 });\nvoid 0;",
    ],
  };
  for (const [what, [python, typescript]] of Object.entries(cases))
    it(what, () => assert.equal(last(loading, python), typescript));

  it("functions that wait are waited for, wherever they are called", () => {
    const { texts } = imported(
      loading,
      "def outer(text):\n    return inner(text) + '!'\ndef inner(text):\n    return tokenizer.decode([1])",
      "print(outer('a'))",
    );
    assert.match(
      texts[1]!,
      /^async function outer\(text\) \{\n {2}return \(?await inner\(text\)\)? \+ "!";\n\}/,
    );
    assert.equal(texts[2], 'print(await outer("a"));');
  });

  it("a function learns from later cells what it is called with, and keywords find their places", () => {
    const { texts } = imported(
      loading,
      "def count(data, part='train', verbose=False):\n    return len(data[part])",
      "count(data, verbose=True)",
    );
    assert.match(texts[1]!, /return data\.get\(part\)\.length;/);
    assert.equal(texts[2], "count(data, undefined, true);");
  });

  it("the columns of token ids are named as summnb names them, from the function that makes them to who removes them", () => {
    const { texts } = imported(
      loading,
      "def f(batch):\n    enc = tokenizer(batch['text'], truncation=True)\n    return {'input_ids': enc['input_ids'], 'labels': enc.input_ids}\nmade = rows.map(f, batched=True)\nmade = made.remove_columns(['input_ids', 'text'])\nprint(made[0]['labels'])",
      "plain = rows.remove_columns('input_ids')",
    );
    assert.match(texts[1]!, /return \{ inputIds: enc\.inputIds, labels: enc\.inputIds \};/);
    assert.match(texts[1]!, /made\.removeColumns\(\["inputIds", "text"\]\)/);
    // Rows that were made elsewhere keep their names.
    assert.match(texts[2]!, /rows\.removeColumns\("input_ids"\)/);
  });

  it("gradient checkpointing is an argument, wherever it was switched on", () => {
    const text = last(
      loading,
      "model.gradient_checkpointing_enable()",
      "from transformers import TrainingArguments\nargs = TrainingArguments(output_dir='o', learning_rate=1e-4)",
    );
    assert.match(text, /gradientCheckpointing: true/);
  });

  it("training arguments that are not there become comments and entries of the report", () => {
    const { texts, report } = imported(
      "from transformers import Seq2SeqTrainingArguments\nargs = Seq2SeqTrainingArguments('o', evaluation_strategy='epoch', made_up=3, optim='adamw_bnb_8bit', deepspeed=None, report_to=['wandb'])",
    );
    assert.match(texts[0]!, /outputDir: "o",\n {2}evalStrategy: "epoch",/);
    assert.match(texts[0]!, /\/\/ summnb import: left out: made_up=3 /);
    assert.ok(!/deepspeed|optim: |reportTo: /.test(texts[0]!));
    const dropped = report.entries.filter(({ kind }) => kind === "dropped").map(({ message }) => message);
    for (const name of ["made_up=3", "optim='adamw_bnb_8bit'", "report_to=['wandb']"])
      assert.ok(
        dropped.some((message) => message.includes(name)),
        name,
      );
  });

  it("comments stay with their arguments, lines and statements", () => {
    const text = last(
      "from peft import LoraConfig\n# above\nconfig = LoraConfig(\n    r=8,  # rank\n    # about alpha\n    lora_alpha=16,\n)  # done\n# below",
    );
    assert.equal(
      text,
      "// above\nconst config = new LoraConfig({\n  r: 8, // rank\n  // about alpha\n  loraAlpha: 16,\n}); // done\n// below",
    );
  });
});
