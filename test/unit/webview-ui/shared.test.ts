import assert from "node:assert/strict";
import { toCsv } from "../../../webview-ui/shared/csv.js";
import {
  formatBytes,
  formatCompact,
  formatCount,
  formatDifference,
  formatDuration,
  formatFigure,
  formatPercentage,
  formatRate,
} from "../../../webview-ui/shared/format.js";
import { pageOf } from "../../../webview-ui/shared/page.js";
import { countWords, median, splitWords } from "../../../webview-ui/shared/words.js";

describe("CSV", () => {
  it("quotes only what needs it and doubles quotes inside", () => {
    assert.equal(
      toCsv(
        ["a", "b"],
        [
          ['say "hi"', "x,y"],
          ["two\nlines", 1.5],
          [null, undefined],
        ],
      ),
      'a,b\r\n"say ""hi""","x,y"\r\n"two\nlines",1.5\r\n,\r\n',
    );
  });
});

describe("figures", () => {
  it("group and shorten counts", () => {
    assert.equal(formatCount(247577856), "247,577,856");
    assert.deepEqual([247577856, 999_960, 999, 1500, 3.5e9].map(formatCompact), [
      "247.6M",
      "1.0M",
      "999",
      "1.5k",
      "3.5B",
    ]);
  });

  it("write bytes in binary units", () => {
    assert.deepEqual([0, 1023, 1024, 2 ** 31].map(formatBytes), ["0 B", "1023 B", "1.0 KiB", "2.0 GiB"]);
    assert.equal(formatBytes(null), "–");
  });

  it("write durations, carrying what rounds up", () => {
    assert.deepEqual([4.2, 59.94, 59.96, 184, 3599.6, 3720, Number.NaN].map(formatDuration), [
      "4.2 s",
      "59.9 s",
      "1m 00s",
      "3m 04s",
      "1h 00m",
      "1h 02m",
      "–",
    ]);
  });

  it("write losses, rates, percentages and differences", () => {
    assert.deepEqual([1.05984, 370.5, 12345, null].map(formatFigure), ["1.0598", "370.50", "12.3k", "–"]);
    assert.deepEqual([5e-4, 0, null].map(formatRate), ["5.00e-4", "0", "–"]);
    assert.deepEqual([1.4093, 0, 0.004, 100].map(formatPercentage), ["1.41%", "0.00%", "<0.01%", "100.00%"]);
    assert.deepEqual([0.085, -0.017, 0.0004, -0.0004].map(formatDifference), ["+8.5", "−1.7", "0.0", "0.0"]);
  });
});

describe("pages", () => {
  it("hold their items, the last one what is left", () => {
    assert.deepEqual(pageOf(42, 5, 8), { pages: 9, page: 8, start: 40, end: 42 });
    assert.deepEqual(pageOf(42, 5, 99), { pages: 9, page: 8, start: 40, end: 42 });
    assert.deepEqual(pageOf(0, 5, 3), { pages: 1, page: 0, start: 0, end: 0 });
  });
});

describe("words", () => {
  it("split at all but letters and digits and lose nothing", () => {
    const text = "(Text::CSV_XS) is déjà-vu!";
    const { lead, words } = splitWords(text);
    assert.deepEqual(
      words.map(({ key }) => key),
      ["text", "csv", "xs", "is", "déjà", "vu"],
    );
    assert.equal(lead + words.map((word) => word.text + word.glue).join(""), text);
  });

  it("count as a reader does, and have a median", () => {
    assert.equal(countWords("  Text::CSV_XS is used \n"), 3);
    assert.equal(countWords(""), 0);
    assert.equal(median([5, 1, 3]), 3);
    assert.equal(median([4, 1, 3, 2]), 2.5);
    assert.equal(median([]), 0);
  });
});
