import { InvalidArgumentError } from "commander";
import type { LoraConfigValues } from "../library/peft/index.js";

/** Short names of `--lora` to how their values are read into LoraConfig's. */
const keys: Record<string, (text: string) => Partial<LoraConfigValues>> = {
  r: (text) => ({ r: numberOf(text) }),
  alpha: (text) => ({ loraAlpha: numberOf(text) }),
  dropout: (text) => ({ loraDropout: numberOf(text) }),
  targets: (text) => ({ targetModules: text.split("+").filter(Boolean) }),
};

/** Reads `r=32,alpha=64,targets=q+v`; what is left out has PEFT's default. */
export function parseLora(text: string): Partial<LoraConfigValues> {
  const parts = text.split(",").map((part) => {
    const [key = "", ...rest] = part.split("=");
    const read = Object.hasOwn(keys, key.trim()) ? keys[key.trim()] : undefined;
    const value = rest.join("=").trim();
    if (!read || value === "")
      throw new InvalidArgumentError(
        `"${part}" is not ${Object.keys(keys).join("=, ")}=; write r=32,alpha=64,targets=q+v.`,
      );
    return read(value);
  });
  return Object.assign({}, ...parts);
}

function numberOf(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value)) throw new InvalidArgumentError(`"${text}" is no number.`);
  return value;
}
