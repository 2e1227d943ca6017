/** Which items a page of a long list holds. */
export interface Page {
  /** First item and the one after the last, counted from 0. */
  start: number;
  end: number;
  /** Number of pages, at least 1, and the page that is shown, from 0. */
  pages: number;
  page: number;
}

/** The page of `count` items that is shown; a page after the last one becomes the last one. */
export function pageOf(count: number, size: number, wanted: number): Page {
  const pages = Math.max(1, Math.ceil(count / size));
  const page = Math.max(0, Math.min(pages - 1, wanted));
  return { pages, page, start: page * size, end: Math.min(count, (page + 1) * size) };
}
