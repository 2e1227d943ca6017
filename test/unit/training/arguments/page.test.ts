import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { aliases } from "../../../../src/library/training/arguments/aliases.js";
import { tokenNames } from "../../../../src/library/training/arguments/read.js";
import { ignored, refused } from "../../../../src/library/training/arguments/unused.js";
import { trainingDefaults } from "../../../../src/library/training/index.js";
import { inRepository } from "../../../e2e/support/repository.js";
import { transformersArguments } from "./transformers457.js";

const file = inRepository("docs/training-arguments.md");

type Pairs = readonly (readonly [name: string, value: unknown])[];

const code = (value: unknown): string => `\`${JSON.stringify(value)}\``;

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(header), line(header.map(() => "---")), ...rows.map(line)].join("\n");
}

/** What a default alone does not tell. */
const notes: Record<string, string> = { fp16: "`true` is refused: float16 overflows in T5; take `bf16`" };

function works(): string {
  const rows = (Object.entries(trainingDefaults) as Pairs).map(([name, value]) => {
    const known = Object.hasOwn(transformersArguments, name);
    const theirs = transformersArguments[name];
    const note = notes[name]
      ? notes[name]
      : !known
        ? "not in Transformers"
        : JSON.stringify(theirs) === JSON.stringify(value)
          ? ""
          : `Transformers: ${code(theirs)}`;
    return [`\`${name}\``, code(value), note];
  });
  return table(["argument", "default", ""], rows);
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
names the nearest right one, and a wrong value one that says what it must be, before anything loads. What each argument
does is said where it is declared, in \`src/library/training/arguments/values.ts\`.

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
