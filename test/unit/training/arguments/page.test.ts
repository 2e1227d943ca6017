import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { aliases } from "../../../../src/library/training/arguments/aliases.js";
import { tokenNames } from "../../../../src/library/training/arguments/read.js";
import { ignored, refused } from "../../../../src/library/training/arguments/unused.js";
import { trainingDefaults } from "../../../../src/library/training/index.js";
import { trainingArguments } from "../../../../src/protocol/arguments/index.js";
import { inRepository } from "../../../e2e/support/repository.js";
import { transformersArguments } from "./transformers457.js";

const file = inRepository("docs/training-arguments.md");

type Pairs = readonly (readonly [name: string, value: unknown])[];

const code = (value: unknown): string => `\`${JSON.stringify(value)}\``;

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(header), line(header.map(() => "---")), ...rows.map(line)].join("\n");
}

const help = new Map(
  trainingArguments.flatMap((group) => group.arguments.map((each) => [each.name, each.help] as const)),
);

function works(): string {
  const rows = (Object.entries(trainingDefaults) as Pairs).map(([name, value]) => {
    const known = Object.hasOwn(transformersArguments, name);
    const theirs = transformersArguments[name];
    const note = !known
      ? "Not in Transformers."
      : JSON.stringify(theirs) === JSON.stringify(value)
        ? ""
        : `Transformers: ${code(theirs)}.`;
    return [`\`${name}\``, code(value), [help.get(name), note].filter(Boolean).join(" ")];
  });
  return table(["argument", "default", "what it does"], rows);
}

function reasons(entries: Readonly<Record<string, readonly [unknown, string]>>): string {
  const rows = Object.entries(entries).map(([name, [value, why]]) => [
    `\`${name}\``,
    code(value),
    why[0]!.toUpperCase() + why.slice(1),
  ]);
  return table(["argument", "default", "why"], rows);
}

const page = `# Training arguments

Every argument of Transformers 4.57's \`Seq2SeqTrainingArguments\`, in camelCase. An unknown name is an error that
names the nearest right one, and a wrong value one that says what it must be, before anything loads. The sentences are
those of the form [Train LoRA](train-lora.md), from \`src/protocol/arguments\`.

Given to \`new Seq2SeqTrainingArguments({…})\`, or as \`arguments\` in the config of \`summnb train\`. \`loggingSteps\`,
\`evalSteps\` and \`saveSteps\` below 1 are shares of all steps.

## They work

${works()}

Also under other names:

${table(
  ["other name", "argument"],
  Object.entries(aliases).map(([name, { name: right }]) => [`\`${name}\``, `\`${right}\``]),
)}

${tokenNames.map((name) => `\`${name}\``).join(" and ")} give an access token of the Hugging Face Hub. It is used and kept nowhere: no
value, record, checkpoint or message has it.

## They change nothing here

They are accepted, so that arguments can be carried over. Another value than the default is answered with the reason, and
is not recorded.

${reasons(ignored)}

## Other values than the default are refused

Because a result would not be what it says.

${reasons(refused)}
`;

describe("The page about the training arguments", () => {
  it("says of each what the code does; SUMMNB_UPDATE_DOCS=1 writes it anew", () => {
    if (process.env.SUMMNB_UPDATE_DOCS === "1") writeFileSync(file, page);
    assert.equal(readFileSync(file, "utf8"), page);
  });
});
