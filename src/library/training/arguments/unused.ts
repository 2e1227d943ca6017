/**
 * Arguments of Transformers 4.57 that change nothing here: name to its default and why it has no effect. They are
 * accepted, so that arguments can be carried over; another value than the default is answered with the reason.
 */
export const ignored = {
  overwriteOutputDir: [
    false,
    "the folder is never emptied; a checkpoint of the same step is replaced, and the others stay",
  ],
  doTrain: [false, "it is for scripts; call train()"],
  doEval: [false, "it is for scripts; set evalStrategy, or call evaluate()"],
  doPredict: [false, "it is for scripts; call evaluate() with the test rows"],
  predictionLossOnly: [false, "an evaluation gives the loss alone unless predictWithGenerate is true"],
  evalAccumulationSteps: [null, "an evaluation keeps no logits that could be moved to the CPU"],
  evalDoConcatBatches: [true, "an evaluation keeps no logits that could be joined"],
  evalUseGatherObject: [false, "there is one process"],
  batchEvalMetrics: [false, "ROUGE is computed over all summaries"],
  includeInputsForMetrics: [false, "the metrics of an evaluation are ROUGE's"],
  includeForMetrics: [[], "the metrics of an evaluation are ROUGE's"],
  useLegacyPredictionLoop: [false, "there is one way to evaluate"],
  torchEmptyCacheSteps: [null, "the allocator's cache is not emptied while a training runs"],
  logLevel: ["passive", "notices are events of the training; the command line has --verbose"],
  logLevelReplica: ["warning", "there is one process"],
  logOnEachNode: [true, "there is one process"],
  loggingNanInfFilter: [
    true,
    "a loss that is not a finite number ends the training and is never averaged in",
  ],
  saveOnEachNode: [false, "there is one process"],
  restoreCallbackStatesFromCheckpoint: [false, "EarlyStoppingCallback counts on from the log by itself"],
  jitModeEval: [false, "there is no JIT; the results are the same"],
  torchCompile: [false, "there is no compiler; the results are the same"],
  torchCompileBackend: [null, "there is no compiler; the results are the same"],
  torchCompileMode: [null, "there is no compiler; the results are the same"],
  torchdynamo: [null, "there is no compiler; the results are the same"],
  useLigerKernel: [false, "the loss already keeps no logits of ignored positions"],
  ligerKernelConfig: [null, "there are no Liger kernels"],
  tf32: [null, "float32 stays float32; bf16 is what is faster"],
  fp16OptLevel: ["O1", "it belongs to fp16, which is refused"],
  fp16Backend: ["auto", "it belongs to fp16, which is refused"],
  halfPrecisionBackend: ["auto", "bf16 is LibTorch's own autocast"],
  gradientCheckpointingKwargs: [null, "there is one way of gradient checkpointing, with the same gradients"],
  dataloaderNumWorkers: [0, "batches are padded in this process, which takes microseconds"],
  dataloaderPrefetchFactor: [null, "batches are padded in this process, which takes microseconds"],
  dataloaderPersistentWorkers: [false, "batches are padded in this process, which takes microseconds"],
  dataloaderPinMemory: [true, "token ids are few bytes, and are copied as they are"],
  removeUnusedColumns: [
    true,
    "a model gets token ids, mask and labels alone, and a collator gets every column",
  ],
  lengthColumnName: ["length", "groupByLength counts the token ids itself"],
  skipMemoryMetrics: [true, "memory is always measured"],
  includeTokensPerSecond: [false, "tokens are always counted"],
  includeNumInputTokensSeen: [false, "tokens are always counted"],
  averageTokensAcrossDevices: [true, "there is one device"],
  acceleratorConfig: [null, "Accelerate is not needed"],
  ddpTimeout: [1800, "there is one process"],
  ddpBackend: [null, "there is one process"],
  ddpFindUnusedParameters: [null, "there is one process"],
  ddpBucketCapMb: [null, "there is one process"],
  ddpBroadcastBuffers: [null, "there is one process"],
  rayScope: ["last", "hyperparameterSearch needs no Ray"],
  project: ["huggingface", "it belongs to trackers that summnb does not write for"],
  trackioSpaceId: ["trackio", "it belongs to trackers that summnb does not write for"],
} as const satisfies Record<string, readonly [fallback: unknown, why: string]>;

const oneProcess = "summnb trains in one process on one device. Leave it out";

/** Arguments whose other values would change a result that summnb can't give: name to its default and what to do. */
export const refused = {
  pushToHubOrganization: [null, 'write it before the name in hubModelId, as in "organization/name"'],
  evalOnStart: [false, "call evaluate() before train() instead"],
  saveSafetensors: [true, "weights are always written as safetensors, which run no code when they are read"],
  ignoreDataSkip: [
    false,
    "resuming goes on with the row that would have come next. To start over with a checkpoint's weights, load them with fromPretrained",
  ],
  bf16FullEval: [
    false,
    'an evaluation has the precision of the weights. Load the model with dtype: "bfloat16"',
  ],
  fp16FullEval: [
    false,
    'float16 overflows in T5 and Pegasus. Load the model with dtype: "bfloat16" to save memory',
  ],
  fullDeterminism: [
    false,
    "on the CPU a seed repeats a run bit for bit without it, and CUDA's deterministic kernels can't be chosen here",
  ],
  sortishSampler: [false, "groupByLength: true is what it is for"],
  neftuneNoiseAlpha: [null, "noise on embeddings is not there. Leave it out"],
  optimArgs: [null, "the optimizers have arguments of their own, such as adamBeta1"],
  optimTargetModules: [
    null,
    "the optimizers that need it (GaLore, APOLLO) are not there; LoRA saves memory too",
  ],
  pastIndex: [-1, "no model here returns past states in training. Leave it out"],
  debug: ["", "its tools are for TPUs and for float16. A loss that is not finite is explained without it"],
  localRank: [-1, oneProcess],
  mpParameters: ["", oneProcess],
  parallelismConfig: [null, oneProcess],
  fsdp: ["", oneProcess],
  fsdpConfig: [null, oneProcess],
  fsdpMinNumParams: [0, oneProcess],
  fsdpTransformerLayerClsToWrap: [null, oneProcess],
  deepspeed: [null, oneProcess],
  tpuNumCores: [null, oneProcess],
  tpuMetricsDebug: [false, oneProcess],
} as const satisfies Record<string, readonly [fallback: unknown, why: string]>;

export type UnusedName = keyof typeof ignored | keyof typeof refused;
