import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { declarationsOf } from "../../../../src/host/hover/declarations.js";
import { findSubjects, type Subject } from "../../../../src/host/hover/subject.js";
import { tokenize } from "../../../../src/host/hover/tokens.js";
import type { RunEntry } from "../../../../src/host/runs/cache.js";
import { entriesOf, makeCheckpoint, makeRun, temporary } from "../runs/store.js";

describe("declarations in a source", () => {
  const declared = (source: string) => declarationsOf(tokenize(source));

  it("end with their statement, with or without semicolons", () => {
    const found = declared(`const a = f("one")
let b: Map<string, number> = g(
  "two", { key: "three" })
  .then("four");
a.go("five")
c = "six"
const d = /["']/.test("seven") // "eight"
const e = \`nine\`; const g2 = "ten"`);
    const strings = Object.fromEntries(
      [...found].map(([name, { strings }]) => [name, strings.map(({ text }) => text)]),
    );
    assert.deepEqual(strings, {
      a: ["one"],
      b: ["two", "three", "four"],
      c: ["six"],
      d: ["seven"],
      e: ["nine"],
      g2: ["ten"],
    });
    assert.equal(found.get("b")?.strings[1]?.key, "key");
  });

  it("know calls, generic ones included, and short properties", () => {
    const found = declared(`const trainer = new Seq2SeqTrainer<T>({ model, args: mine, x: y.z });`).get(
      "trainer",
    )!;
    assert.deepEqual([...found.callees], ["Seq2SeqTrainer"]);
    assert.deepEqual(
      found.words.map(({ text, key }) => `${key}:${text}`).filter((text) => !/new|T$|Trainer/.test(text)),
      ["model:model", "args:mine", "x:y"],
    );
  });
});

describe("what a word or a string is about", () => {
  let place: ReturnType<typeof temporary>;
  let runs: readonly RunEntry[];
  beforeEach(async () => {
    place = temporary();
    const { folder, root } = place;
    const script = path.join(folder, "train.ts");
    const model = {
      name: "google/flan-t5-base",
      isLocal: false,
      type: "t5",
      parameters: { total: 10, trainable: 1 },
    };
    makeRun(root, "older", { startedAt: "2026-01-01T00:00:00Z", arguments: { outputDir: "out/a" } });
    const run = makeRun(root, "mine", {
      startedAt: "2026-01-02T00:00:00Z",
      arguments: { outputDir: "out/a" },
      source: { file: script },
      model,
    });
    makeCheckpoint(run, path.join(folder, "out", "a", "checkpoint-5"), 5);
    makeRun(root, "other", { startedAt: "2026-01-03T00:00:00Z", arguments: { outputDir: "out/b" } });
    mkdirSync(path.join(folder, "models", "tiny"), { recursive: true });
    writeFileSync(path.join(folder, "models", "tiny", "config.json"), '{"model_type":"t5"}');
    runs = await entriesOf(root);
  });
  afterEach(() => place.remove());

  /** What is found where the source has a `|`. */
  function at(marked: string, more: { before?: string[]; saved?: Record<string, string[]> } = {}) {
    const { folder } = place;
    const offset = marked.indexOf("|");
    const text = marked.replace("|", "");
    const texts = [...(more.before ?? []), text];
    const found = findSubjects(
      {
        texts,
        index: texts.length - 1,
        offset,
        file: path.join(folder, "train.ts"),
        folders: [folder],
        runIdsOf: (word) => more.saved?.[word] ?? [],
      },
      runs,
    );
    return found?.subjects.map(told).join(" + ");
  }

  function told(subject: Subject): string {
    if (subject.type === "hub") return `hub ${subject.id}`;
    const run = subject.run ? `run ${subject.run.record.name}` : "";
    if (subject.type === "folder")
      return `folder ${path.relative(place.folder, subject.folder)} ${run}`.trim();
    return subject.step === undefined ? run : `${run} step ${subject.step}`;
  }

  const program = `import { Seq2SeqTrainer } from "summnb";
const base = await AutoModelForSeq2SeqLM.fromPretrained("google/flan-t5-base", { dtype: "bfloat16" });
const config = new LoraConfig({ r: 8, targetModules: ["q", "v"] });
const adapted = getPeftModel(base, config);
const args = new Seq2SeqTrainingArguments({ outputDir: "out/a", learningRate: 1e-3 });
const trainer = new Seq2SeqTrainer({ model: adapted, args, trainDataset });
const result = await trainer.train();
const rows = ["a", "b/c"];
`;
  const cases: [source: string, expected: string | undefined][] = [
    [`${program}tr|ainer`, "run mine"],
    [`${program}trainer.st|ate`, undefined],
    [`${program}result|`, "run mine"],
    [`${program}ad|apted`, "hub google/flan-t5-base + run mine"],
    [`${program}ba|se`, "hub google/flan-t5-base + run mine"],
    [`${program}con|fig`, "run mine"],
    [`${program}ar|gs`, "run mine"],
    [`${program}ro|ws`, undefined],
    [`const m = await T5.fromPretrained("./models/tiny"); m|`, "folder models/tiny"],
    [`const m = await T5.fromPretrained("models/ti|ny")`, "folder models/tiny"],
    [`load("out/a/check|point-5")`, "run mine step 5"],
    [`x = "out/|b"`, "run other"],
    [`f("text/pl|ain")`, undefined],
    [`f("google/flan-|t5-base")`, "hub google/flan-t5-base"],
    [`fromPretrained("t5-|small")`, "hub t5-small"],
    [`import x from "../some/pack|age"`, undefined],
    [`// tr|ainer`, undefined],
    [
      `const trainer = new Seq2SeqTrainer({ args: new Seq2SeqTrainingArguments({ outputDir: "out/z" }) }); tr|ainer`,
      undefined,
    ],
  ];
  for (const [source, expected] of cases)
    it(`${JSON.stringify(source.split("\n").at(-1))}: ${expected ?? "nothing"}`, () => {
      assert.equal(at(source), expected);
    });

  it("takes a run's id anywhere, and a part of one where runs are compared", () => {
    const { id } = runs.find(({ record }) => record.name === "other")!.record;
    const tail = id.slice(-4);
    assert.equal(at(`say("${id}|")`), "run other");
    assert.equal(at(`compareRuns(["${tail}|", "last"])`), "run other");
    assert.equal(at(`compareRuns(["x", "la|st"])`), "run other");
    assert.equal(at(`say("${tail}|")`), undefined);
  });

  it("reads the cells of a notebook as one program, an unfinished one included", () => {
    const cells = program.trim().split("\n");
    assert.equal(at("await trai|ner.train()", { before: [...cells, "`never closed"] }), "run mine");
  });

  it("knows older runs by the outputs that a notebook saved", () => {
    const { id } = runs.at(-1)!.record;
    assert.equal(at("await tra|iner.train()", { saved: { trainer: [id] } }), "run older");
  });
});
