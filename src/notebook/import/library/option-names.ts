/**
 * Names of options that summnb's library has, as Python writes them. The importer does not load the library; a test
 * compares these with it.
 */

export const generationOptions =
  `max_length max_new_tokens min_length min_new_tokens max_time do_sample num_beams
  num_return_sequences length_penalty early_stopping temperature top_k top_p min_p typical_p epsilon_cutoff eta_cutoff
  repetition_penalty encoder_repetition_penalty no_repeat_ngram_size encoder_no_repeat_ngram_size bad_words_ids
  sequence_bias suppress_tokens begin_suppress_tokens forced_bos_token_id forced_eos_token_id
  exponential_decay_length_penalty remove_invalid_values renormalize_logits pad_token_id bos_token_id eos_token_id
  decoder_start_token_id`.split(/\s+/);

/** Training arguments that do something. */
export const trainingArguments =
  `output_dir learning_rate num_train_epochs max_steps per_device_train_batch_size
  per_device_eval_batch_size gradient_accumulation_steps auto_find_batch_size weight_decay adam_beta1 adam_beta2
  adam_epsilon max_grad_norm lr_scheduler_type lr_scheduler_kwargs warmup_steps warmup_ratio label_smoothing_factor
  logging_strategy logging_steps logging_first_step eval_strategy eval_steps eval_delay save_strategy save_steps
  save_only_model save_total_limit load_best_model_at_end metric_for_best_model greater_is_better
  resume_from_checkpoint seed data_seed bf16 gradient_checkpointing group_by_length dataloader_drop_last label_names
  optim predict_with_generate generation_max_length generation_num_beams generation_config run_name report_to
  logging_dir disable_tqdm push_to_hub hub_model_id hub_strategy hub_private_repo hub_always_push hub_revision
  use_cpu no_cuda use_mps_device adafactor per_gpu_train_batch_size per_gpu_eval_batch_size
  push_to_hub_model_id`.split(/\s+/);

/** Training arguments that may be there and change nothing. */
export const ignoredArguments = `overwrite_output_dir do_train do_eval do_predict prediction_loss_only
  eval_accumulation_steps eval_do_concat_batches eval_use_gather_object batch_eval_metrics include_inputs_for_metrics
  include_for_metrics use_legacy_prediction_loop torch_empty_cache_steps log_level log_level_replica log_on_each_node
  logging_nan_inf_filter save_on_each_node restore_callback_states_from_checkpoint jit_mode_eval torch_compile
  torch_compile_backend torch_compile_mode torchdynamo use_liger_kernel liger_kernel_config tf32 fp16_opt_level
  fp16_backend half_precision_backend gradient_checkpointing_kwargs dataloader_num_workers dataloader_prefetch_factor
  dataloader_persistent_workers dataloader_pin_memory remove_unused_columns length_column_name skip_memory_metrics
  include_tokens_per_second include_num_input_tokens_seen average_tokens_across_devices accelerator_config ddp_timeout
  ddp_backend ddp_find_unused_parameters ddp_bucket_cap_mb ddp_broadcast_buffers ray_scope project
  trackio_space_id`.split(/\s+/);

/** Values of `optim`. */
export const optimizers: readonly string[] = ["adamw_torch", "adamw_torch_fused", "adafactor", "sgd"];

export const loraOptions =
  `r lora_alpha lora_dropout target_modules exclude_modules bias modules_to_save rank_pattern
  alpha_pattern layers_to_transform layers_pattern use_rslora use_dora init_lora_weights`.split(/\s+/);
