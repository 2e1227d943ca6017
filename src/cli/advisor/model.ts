import { modelFolder } from "../../library/hub/models.js";
import { AutoModelForSeq2SeqLM, countParameters, type PreTrainedModel } from "../../library/models/index.js";
import { Linear } from "../../library/nn/index.js";
import { factsOfModel } from "../../library/training/doctor/gather/model.js";
import type { ModelFacts } from "../../protocol/advisor.js";

/**
 * What a model's configuration tells; of a Hub id only that file is fetched.
 * @throws SummnbError when there is no such model, or it is of a kind that summnb does not train
 */
export async function modelFacts(nameOrPath: string): Promise<ModelFacts> {
  const folder = await modelFolder(nameOrPath, { files: "config" });
  const model = AutoModelForSeq2SeqLM.skeleton(folder, nameOrPath);
  const { type, prefix = "" } = factsOfModel(model);
  const positions = model.config.max_position_embeddings;
  return {
    type,
    prefix,
    parameters: countParameters(model).total,
    layers: linearLayers(model),
    defaultTargets: [...model.loraTargets],
    maxPositions: typeof positions === "number" ? positions : null,
  };
}

function linearLayers(model: PreTrainedModel): string[] {
  const names = new Set(model.loraTargets);
  for (const [name, module] of model.namedModules())
    if (module instanceof Linear && !name.endsWith("lm_head"))
      names.add(name.slice(name.lastIndexOf(".") + 1));
  return [...names];
}
