import type { PreTrainedModel } from "../../library/models/index.js";
import type { CheckRow } from "../../library/onnx/export/index.js";
import { type MergeReport, PeftModel } from "../../library/peft/index.js";
import { DataCollatorForSeq2Seq } from "../../library/training/collator.js";

/** Rows whose logits are compared. */
const logitRows = 8;

/** A base model in float32 with an adapter in its weights, and what that changed on the rows. */
export async function mergeAdapter(
  base: PreTrainedModel,
  adapter: string,
  rows: readonly CheckRow[],
  maxLogitDifference: number | undefined,
): Promise<{ model: PreTrainedModel; report: MergeReport; rows: number }> {
  const model = await PeftModel.fromPretrained(base, adapter);
  const reports: MergeReport[] = [];
  const few = rows.slice(0, logitRows);
  const collate = DataCollatorForSeq2Seq({ padTokenId: base.padTokenId });
  const merged = model.mergeAndUnload({
    check: few.length > 0 ? collate(few) : undefined,
    maxLogitDifference,
    onMerge: (report) => {
      reports.push(report);
    },
  });
  return { model: merged, report: reports[0]!, rows: few.length };
}
