import type { TrainerState } from "../state.js";

/** The keys of Transformers' trainer_state.json, so that its tools can read ours. */
export function toHuggingFace(state: TrainerState): Record<string, unknown> {
  return {
    best_global_step: state.best?.step ?? null,
    best_metric: state.best?.metric ?? null,
    best_model_checkpoint: state.best?.checkpoint ?? null,
    epoch: state.epoch,
    global_step: state.step,
    is_hyper_param_search: false,
    is_local_process_zero: true,
    is_world_process_zero: true,
    log_history: state.logs.map((log) =>
      without({
        epoch: log.epoch,
        step: log.step,
        loss: log.loss,
        grad_norm: log.gradNorm,
        learning_rate: log.learningRate,
        eval_loss: log.evalLoss,
        ...Object.fromEntries(Object.entries(log.metrics ?? {}).map(([name, x]) => [`eval_${name}`, x])),
      }),
    ),
    max_steps: state.maxSteps,
    num_input_tokens_seen: state.paddedTokens,
  };
}

function without(entries: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value != null));
}

export function fromHuggingFace(json: Record<string, unknown>): { step: number; epoch: number } {
  return { step: Number(json.global_step ?? 0), epoch: Number(json.epoch ?? 0) };
}
