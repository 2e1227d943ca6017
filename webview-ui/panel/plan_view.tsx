/** The form: from what to begin, model, data, prompt, method and arguments; beside it what the check says. */

import { CheckPanel } from "./check/check_panel.js";
import { ArgumentsSection } from "./form/arguments_section.js";
import { CompareSection } from "./form/compare_section.js";
import { DataSection } from "./form/data_section.js";
import { MethodSection } from "./form/method_section.js";
import { ModelSection } from "./form/model_section.js";
import { PresetSection } from "./form/preset_section.js";
import { PromptSection } from "./form/prompt_section.js";

export function PlanView() {
  return (
    <div class="plan">
      <form aria-label="Train LoRA" noValidate onSubmit={(event) => event.preventDefault()}>
        <PresetSection />
        <ModelSection />
        <DataSection />
        <PromptSection />
        <MethodSection />
        <ArgumentsSection />
        <CompareSection />
      </form>
      <CheckPanel />
    </div>
  );
}
