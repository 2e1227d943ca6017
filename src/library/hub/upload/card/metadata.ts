import type { CardFacts } from "./facts.js";
import { finalEvaluation, rougeNames, scoresOf } from "./scores.js";
import { type YamlValue, yaml } from "./yaml.js";

/** Metadata of a model card as the Hub reads it: https://huggingface.co/docs/hub/model-cards#model-card-metadata. */
export function metadata(facts: CardFacts): string {
  const { kind, base, datasets, language, license, method, tags = [] } = facts;
  const isModel = kind !== "tokenizer";
  const hasScores = scoresOf(facts) !== undefined;
  return yaml({
    base_model: base?.id,
    // The relation that the Hub draws its tree of models by.
    base_model_relation: base?.id === undefined ? undefined : kind === "adapter" ? "adapter" : "finetune",
    datasets,
    language,
    library_name: kind === "adapter" ? "peft" : "transformers",
    license,
    metrics: hasScores ? ["rouge"] : undefined,
    "model-index": modelIndex(facts),
    pipeline_tag: isModel ? "summarization" : undefined,
    tags: ["summnb", ...(method ? [method.toLowerCase()] : []), ...tags],
  });
}

/** Results by data set, which the Hub only takes with the data set's id there. */
function modelIndex(facts: CardFacts): YamlValue | undefined {
  const scores = scoresOf(facts);
  const dataset = facts.datasets?.[0];
  if (!scores || dataset === undefined) return undefined;
  const loss = facts.evaluation || !facts.run ? undefined : finalEvaluation(facts.run)?.evalLoss;
  const metrics = rougeNames
    .filter(([key]) => scores.metrics[key] !== undefined)
    .map(([key, name]) => ({ type: "rouge", name, value: Number((100 * scores.metrics[key]!).toFixed(4)) }));
  return [
    {
      name: facts.repo.split("/").at(-1)!,
      results: [
        {
          task: { type: "summarization", name: "Summarization" },
          dataset: {
            type: dataset,
            name: dataset,
            ...(scores.split === undefined ? {} : { split: scores.split }),
          },
          metrics: [
            ...metrics,
            ...(loss === undefined ? [] : [{ type: "loss", name: "Loss", value: Number(loss.toFixed(6)) }]),
          ],
        },
      ],
    },
  ];
}
