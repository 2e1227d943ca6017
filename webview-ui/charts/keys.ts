/** Where a key moves the cursor of a curve; null takes it away, undefined leaves the key to the page. */
export function nextIndex(key: string, index: number | null, count: number): number | null | undefined {
  const last = count - 1;
  const page = Math.max(1, Math.round(count / 10));
  const within = (next: number) => Math.max(0, Math.min(last, next));
  switch (key) {
    case "ArrowRight":
    case "ArrowUp":
      return within((index ?? -1) + 1);
    case "ArrowLeft":
    case "ArrowDown":
      return within((index ?? count) - 1);
    case "PageUp":
      return within((index ?? -1) + page);
    case "PageDown":
      return within((index ?? count) - page);
    case "Home":
      return 0;
    case "End":
      return last;
    case "Escape":
      return index === null ? undefined : null;
    default:
      return undefined;
  }
}
