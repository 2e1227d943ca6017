import type { CardFacts } from "./facts.js";
import { codeBlock } from "./markdown.js";

/** A text as a literal of Python and of TypeScript alike. */
const literal = (text: string): string =>
  JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

interface Prompt {
  /** An expression. */
  python: string;
  /** Options. */
  typescript: string;
}

/** The document as the model has learned to see it. */
function prompt({ run }: CardFacts): Prompt {
  const { sourcePrefix, promptTemplate } = run?.preprocessing ?? {};
  if (typeof promptTemplate === "string" && promptTemplate !== "") {
    const template = literal(promptTemplate);
    return {
      python: `${template}.replace("{document}", document)`,
      typescript: `promptTemplate: ${template}, `,
    };
  }
  if (typeof sourcePrefix !== "string" || sourcePrefix === "") return { python: "document", typescript: "" };
  const prefix = literal(sourcePrefix);
  return { python: `${prefix} + document`, typescript: `sourcePrefix: ${prefix}, ` };
}

function python(facts: CardFacts): string {
  const repo = literal(facts.repo);
  if (facts.kind === "tokenizer")
    return `from transformers import AutoTokenizer\n\ntokenizer = AutoTokenizer.from_pretrained(${repo})`;
  const base = literal(facts.base?.id ?? "BASE_MODEL");
  const load =
    facts.kind === "adapter"
      ? [
          "from peft import PeftModel",
          "from transformers import AutoModelForSeq2SeqLM, AutoTokenizer",
          "",
          `tokenizer = AutoTokenizer.from_pretrained(${base})`,
          `base = AutoModelForSeq2SeqLM.from_pretrained(${base})`,
          `model = PeftModel.from_pretrained(base, ${repo})`,
        ]
      : [
          "from transformers import AutoModelForSeq2SeqLM, AutoTokenizer",
          "",
          `tokenizer = AutoTokenizer.from_pretrained(${repo})`,
          `model = AutoModelForSeq2SeqLM.from_pretrained(${repo})`,
        ];
  return [
    ...load,
    "",
    'document = "…"',
    `inputs = tokenizer(${prompt(facts).python}, return_tensors="pt", truncation=True)`,
    "ids = model.generate(**inputs, max_new_tokens=128)",
    "print(tokenizer.decode(ids[0], skip_special_tokens=True))",
  ].join("\n");
}

function typescript(facts: CardFacts): string {
  const repo = literal(facts.repo);
  if (facts.kind === "tokenizer")
    return `import { AutoTokenizer } from "summnb";\n\nconst tokenizer = await AutoTokenizer.fromPretrained(${repo});`;
  const base = literal(facts.base?.id ?? "BASE_MODEL");
  const load =
    facts.kind === "adapter"
      ? [
          'import { AutoModelForSeq2SeqLM, AutoTokenizer, generateSummaries, PeftModel } from "summnb";',
          "",
          `const tokenizer = await AutoTokenizer.fromPretrained(${base});`,
          `const base = await AutoModelForSeq2SeqLM.fromPretrained(${base});`,
          `const model = await PeftModel.fromPretrained(base, ${repo});`,
        ]
      : [
          'import { AutoModelForSeq2SeqLM, AutoTokenizer, generateSummaries } from "summnb";',
          "",
          `const tokenizer = await AutoTokenizer.fromPretrained(${repo});`,
          `const model = await AutoModelForSeq2SeqLM.fromPretrained(${repo});`,
        ];
  return [
    ...load,
    "",
    `const [summary] = await generateSummaries(model, ["…"], { tokenizer, ${prompt(facts).typescript}maxNewTokens: 128 });`,
  ].join("\n");
}

/** How the model is loaded, in Python and in summnb. */
export function loadingSection(facts: CardFacts): string {
  return [
    "## How to use it",
    "In Python:",
    codeBlock("python", python(facts)),
    "In a summnb notebook:",
    codeBlock("ts", typescript(facts)),
  ].join("\n\n");
}
