import assert from "node:assert/strict";
import { type BeamRules, Beams, type Candidate } from "../../../src/library/generation/beams.js";

const end = 1;
const rules: BeamRules = { numBeams: 2, lengthPenalty: 1, earlyStopping: false, maxLength: 10 };
const make = (change: Partial<BeamRules> = {}) => new Beams({ ...rules, ...change }, 0);
const candidate = (beam: number, id: number, score: number): Candidate => ({ beam, id, score });
const step = (beams: Beams, ...candidates: Candidate[]) => beams.advance(candidates, ({ id }) => id === end);
const found = (beams: Beams) => beams.results.map(({ ids, score }) => [ids, score]);

describe("Beams of one source", () => {
  it("start as one: the others can't win", () => {
    assert.deepEqual(make().scores, [0, -1e9]);
    assert.deepEqual(make().rows, [[0], [0]]);
  });

  it("go on with the best that have not ended, and say which they continue", () => {
    const beams = make();
    assert.deepEqual(
      step(beams, candidate(0, 5, -1), candidate(0, 6, -2), candidate(0, 7, -3), candidate(0, 8, -4)),
      [0, 0],
    );
    const parents = step(
      beams,
      candidate(1, end, -2),
      candidate(1, 9, -2.5),
      candidate(0, 4, -3),
      candidate(0, 3, -3.5),
    );
    assert.deepEqual(parents, [1, 0]);
    assert.deepEqual(beams.rows, [
      [0, 6, 9],
      [0, 5, 4],
    ]);
    assert.deepEqual(beams.scores, [-2.5, -3]);
    assert.deepEqual(found(beams)[0], [[0, 6, end], -1]);
  });

  it("take results only from as many candidates as there are beams", () => {
    const beams = make();
    step(beams, candidate(0, 5, -1), candidate(0, 6, -2), candidate(0, end, -2.1), candidate(0, 8, -4));
    assert.ok(beams.results.every(({ score }) => score === -1e9));
  });

  it("divide a result's score by its length to the power of the penalty, as float32", () => {
    const { fround } = Math;
    for (const lengthPenalty of [0, 0.8, 1, 2]) {
      const beams = make({ lengthPenalty });
      step(beams, candidate(0, 5, -1), candidate(0, 6, -2), candidate(0, 7, -3), candidate(0, 8, -4));
      step(
        beams,
        candidate(0, end, fround(-1.7)),
        candidate(1, 6, -2),
        candidate(1, 7, -3),
        candidate(1, 8, -4),
      );
      assert.equal(beams.results[0]!.score, fround(fround(-1.7) / fround(2 ** lengthPenalty)));
    }
  });

  /** Two results with scores -1 and -2, and a beam that goes on with the sum `running` after three ids. */
  function afterThree(change: Partial<BeamRules>, running: number): Beams {
    const beams = make(change);
    step(beams, candidate(0, end, -1), candidate(0, 5, -1.1), candidate(0, 6, -1.2), candidate(0, 7, -1.3));
    step(beams, candidate(0, 5, -3.5), candidate(0, end, -4), candidate(0, 6, -4.2), candidate(0, 7, -4.3));
    step(
      beams,
      candidate(0, 5, running),
      candidate(0, 6, running - 1),
      candidate(1, 7, running - 2),
      candidate(1, 8, running - 3),
    );
    return beams;
  }

  it("earlyStopping true: done with as many results as beams", () => {
    assert.equal(afterThree({ earlyStopping: true }, -4.5).done, true);
    assert.equal(afterThree({ earlyStopping: false }, -4.5).done, false);
  });

  it("earlyStopping false: done when the best score at this length is no better than the worst result", () => {
    assert.equal(afterThree({ earlyStopping: false }, -5.9).done, false);
    assert.equal(afterThree({ earlyStopping: false }, -6).done, true);
  });

  it('earlyStopping "never": done when not even the greatest length would help', () => {
    assert.equal(afterThree({ earlyStopping: "never" }, -6).done, false);
    assert.equal(afterThree({ earlyStopping: "never" }, -17.9).done, false);
    assert.equal(afterThree({ earlyStopping: "never" }, -18).done, true);
    // Without a reward for length the present one is the best.
    assert.equal(afterThree({ earlyStopping: "never", lengthPenalty: 0 }, -4).done, true);
  });

  it("are never done with fewer results than beams", () => {
    const beams = make({ earlyStopping: true });
    step(beams, candidate(0, end, -0.1), candidate(0, 5, -50), candidate(0, 6, -60), candidate(0, 7, -70));
    assert.equal(beams.done, false);
  });

  it("stay done, as later and better candidates would come too late in Transformers as well", () => {
    const beams = afterThree({}, -6);
    step(beams, candidate(0, 5, -0.1), candidate(0, 6, -0.2), candidate(0, 7, -0.3), candidate(0, 8, -0.4));
    assert.equal(beams.done, true);
  });
});
