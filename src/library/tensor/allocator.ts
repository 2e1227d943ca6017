/**
 * CUDA's allocator keeps memory in blocks that it can't join, so that batches of differing lengths leave gaps until
 * a large tensor finds no room though enough is free. Expandable segments grow in place instead. The allocator
 * reads its settings once, when LibTorch loads; what the user has set stands.
 */
export function configureAllocator(env: NodeJS.ProcessEnv): void {
  const isOff = env.SUMMNB_EXPANDABLE_SEGMENTS === "0";
  if (isOff || env.PYTORCH_ALLOC_CONF !== undefined || env.PYTORCH_CUDA_ALLOC_CONF !== undefined) return;
  env.PYTORCH_CUDA_ALLOC_CONF = "expandable_segments:True";
}
