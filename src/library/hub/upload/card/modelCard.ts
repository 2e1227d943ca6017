import { argumentRows } from "./arguments.js";
import type { CardFacts } from "./facts.js";
import { loadingSection } from "./loading.js";
import { codeText, hubLink, plainText, table } from "./markdown.js";
import { metadata } from "./metadata.js";
import { evaluationSections } from "./scores.js";

const whatItIs: Record<CardFacts["kind"], string> = {
  adapter: "an adapter for summarization",
  model: "a model for summarization",
  tokenizer: "the tokenizer of a summarization model",
};

/**
 * A model card (README.md) in the form of the Hugging Face Hub: metadata in YAML, then the text. What is not known is
 * left out or said to be unknown. A pure function: equal facts give equal cards.
 */
export function modelCard(facts: CardFacts): string {
  const sections = [
    `# ${plainText(facts.repo.split("/").at(-1)!)}`,
    introduction(facts),
    loadingSection(facts),
    dataSection(facts),
    ...evaluationSections(facts),
    argumentsSection(facts),
    licenceSection(facts),
  ];
  const text = sections.filter((section) => section !== undefined).join("\n\n");
  return `---\n${metadata(facts)}---\n\n${text}\n`;
}

function introduction({ kind, base, method, parameters, run }: CardFacts): string {
  const from = base?.id === undefined ? "" : ` from ${hubLink(base.id)}`;
  const by = method === undefined ? "" : ` by ${plainText(method)}`;
  const tuned = run || method ? `, fine-tuned${from}${by}` : from && `, made${from}`;
  const local =
    base && base.id === undefined
      ? ` Its base model was the local folder ${codeText(base.name)}, which is not on the Hub by that name: whoever publishes this names the base model here and as \`base_model\` above.`
      : "";
  const count = parameters
    ? ` ${figure(parameters.trainable)} of ${figure(parameters.total)} parameters were trained.`
    : "";
  return `This is ${whatItIs[kind]}${tuned}, with summnb.${count}${local}`;
}

function dataSection({ run, datasets = [] }: CardFacts): string | undefined {
  if (!run || run.data.length === 0) return undefined;
  const rows = run.data.map(({ split, name, rows: count, fingerprint }) => [
    plainText(split),
    name === undefined ? "–" : plainText(name),
    count === undefined ? "–" : figure(count),
    codeText(fingerprint),
  ]);
  const ids = datasets.map((id) => hubLink(id, "datasets/"));
  const from = ids.length > 0 ? `From ${ids.join(", ")}. ` : "";
  return `## Data\n\n${from}A fingerprint is a hash of the rows: equal rows have equal ones.\n\n${table(["used for", "data set", "rows", "fingerprint"], rows)}`;
}

function argumentsSection({ run }: CardFacts): string | undefined {
  if (!run) return undefined;
  const rows = argumentRows(run).map(([name, value]) => [codeText(name), codeText(value)]);
  const versions = Object.entries(run.versions).map(
    ([name, version]) => `${plainText(name)} ${plainText(version)}`,
  );
  const where = [
    run.device === null ? undefined : `on ${plainText(run.device)}`,
    versions.length > 0 ? `with ${versions.join(", ")}` : undefined,
  ];
  const how = where.filter((part) => part !== undefined).join(", ");
  return `## Training\n\nRun ${codeText(run.id)}${run.state === "finished" ? "" : ` (${plainText(run.state)})`}${how ? `, ${how}` : ""}. Arguments are named as in Transformers, in camelCase; those that are missing had their defaults.\n\n${table(["argument", "value"], rows)}`;
}

function licenceSection({ license, base, datasets = [], language = [] }: CardFacts): string {
  if (license !== undefined) return `## Licence\n\n${plainText(license)}`;
  const others = [base ? "the base model's" : undefined, datasets.length > 0 ? "the data's" : undefined];
  const named = others.filter((part) => part !== undefined).join(" and ");
  const also = language.length === 0 ? " The language is not stated either (`language:`)." : "";
  return `## Licence\n\nNot stated: whoever publishes this model fills in \`license:\` in the metadata above${named ? `; ${named} licence also bind it` : ""}.${also}`;
}

const figure = (value: number): string => value.toLocaleString("en-US");
