import { AutoModelForSeq2SeqLM, type PreTrainedModel } from "../src/library/models/index.js";
import { getPeftModel, LoraConfig } from "../src/library/peft/index.js";

/** The model that a measurement trains: whole, or with LoRA on q and v. */
export async function modelToTrain(
  folder: string,
  mode: "full" | "lora",
  seed: number,
): Promise<PreTrainedModel> {
  const base = await AutoModelForSeq2SeqLM.fromPretrained(folder, { device: "cpu", dtype: "float32" });
  if (mode === "full") return base;
  const config = new LoraConfig({ r: 32, loraAlpha: 64, loraDropout: 0.05, targetModules: ["q", "v"] });
  return getPeftModel(base, config, { seed });
}
