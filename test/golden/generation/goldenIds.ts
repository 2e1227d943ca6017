/** Hugging Face fills a batch's rows behind their ends. The start token may be the end token, too. */
export function withoutPadding(ids: readonly number[], eosTokenId: number): number[] {
  const end = ids.indexOf(eosTokenId, 1);
  return end < 0 ? [...ids] : ids.slice(0, end + 1);
}
