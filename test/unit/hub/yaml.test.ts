import assert from "node:assert/strict";
import { globPattern, matchesPattern } from "../../../src/library/hub/glob.js";
import { type YamlValue, yamlValueOf } from "../../../src/library/hub/yaml.js";

describe("hub: the YAML of cards", () => {
  const read = (text: string) => yamlValueOf(text, "key", "README.md");
  for (const [what, text, value] of [
    [
      "a text, a number as text, nothing",
      "key:\n  a: b c\n  n: 3.10\n  e:\n  t: ~",
      { a: "b c", n: "3.10", e: null, t: null },
    ],
    [
      "quotes, escapes and comments",
      "key:\n  a: 'it''s # no comment' # one\n  b: \"x\\ty: z\"\n  # c: d",
      { a: "it's # no comment", b: "x\ty: z" },
    ],
    ["lists, at the key's indentation or deeper", "key:\n- a\n- b\nother: 1", ["a", "b"]],
    [
      "lists of mappings and of lists",
      "key:\n  - a: 1\n    b:\n    - x\n    - y\n  -\n    a: 2\n  - - p\n    - q",
      [{ a: "1", b: ["x", "y"] }, { a: "2" }, ["p", "q"]],
    ],
    ["brackets", 'key: [a, "b, c", {d: e, f: [g]}, []]', ["a", "b, c", { d: "e", f: ["g"] }, []]],
    [
      "patterns without quotes",
      "key:\n  path: data/train-*.parquet\n  all: **/*.csv\n  time: 12:30",
      { path: "data/train-*.parquet", all: "**/*.csv", time: "12:30" },
    ],
    ["Windows' line ends", "a: |\r\n  text: [\r\nkey:\r\n- x\r\n", ["x"]],
  ] as [string, string, YamlValue][])
    it(`reads ${what}`, () => assert.deepEqual(read(text), value));

  it("takes a key __proto__ for a key", () => {
    assert.deepEqual(Object.keys(read("key:\n  __proto__: x") as object), ["__proto__"]);
  });

  it("looks at no other key", () => {
    assert.equal(read("other: &a [\n  : : :"), undefined);
  });

  for (const text of [
    "key: &a b",
    "key: *a",
    "key: |\n  text",
    "key: [a",
    "key: {a b}",
    "key: !!str a",
    "key:\n  a: 1\n   b: 2",
    "key:\n  just text",
  ])
    it(`refuses ${JSON.stringify(text)} rather than misread it`, () => {
      assert.throws(() => read(text), /Line \d+ of the YAML block in README\.md is not understood/);
    });
});

describe("hub: patterns", () => {
  for (const [pattern, matching, other] of [
    ["*.csv", ["a.csv"], ["b/a.csv", "acsv"]],
    ["data/**", ["data/a", "data/b/c"], ["data", "other/data/a"]],
    ["**/train[-._ 0-9]*", ["train_1", "x/y/train.csv"], ["trainer", "xtrain.csv"]],
    ["a/**/b", ["a/b", "a/x/y/b"], ["ab"]],
    ["[!a]?.{json,txt}", ["bc.json", "cd.txt"], ["ab.json", "/b.txt", "bc.csv"]],
    ["a+(b).$", ["a+(b).$"], ["aab.x"]],
  ] as const)
    it(pattern, () => {
      for (const name of matching) assert.ok(globPattern(pattern).test(name), name);
      for (const name of other) assert.ok(!globPattern(pattern).test(name), name);
    });

  it("match names in every folder where they have no slash", () => {
    assert.ok(matchesPattern("a/b/c.json", "*.json"));
    assert.ok(!matchesPattern("a/b/c.json", "x/*.json"));
  });
});
