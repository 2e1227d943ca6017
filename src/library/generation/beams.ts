/** The bookkeeping of beam search for one source, in numbers; scores are rounded as float32 is in Transformers. */
const { fround } = Math;

/** What a place holds that no result has taken. */
const nothing = -1e9;

/** A beam, or a continuation of one. */
export interface Candidate {
  /** Number of the beam that it continues. */
  beam: number;
  id: number;
  /** Sum of the log probabilities. */
  score: number;
}

interface Hypothesis {
  ids: readonly number[];
  score: number;
  ended: boolean;
}

export interface BeamRules {
  numBeams: number;
  lengthPenalty: number;
  earlyStopping: boolean | "never";
  maxLength: number;
}

/** Highest score first; of equal scores the first stays first. */
const best = <T extends { score: number }>(list: readonly T[], count: number): T[] =>
  [...list].sort((a, b) => (a.score === b.score ? 0 : b.score - a.score)).slice(0, count);

/**
 * Beams of one source: those that go on, and the best results so far. A port of Transformers' vectorised search
 * (4.57, `GenerationMixin._beam_search`) for one row of its batch.
 */
export class Beams {
  /** Those that go on, best first; at the start all are the start token and only the first counts. */
  #running: { ids: readonly number[]; score: number }[];
  #results: Hypothesis[];
  #canImprove = true;

  constructor(
    private readonly rules: BeamRules,
    startTokenId: number,
  ) {
    const { numBeams } = rules;
    this.#running = Array.from({ length: numBeams }, (_, i) => ({
      ids: [startTokenId],
      score: i === 0 ? 0 : nothing,
    }));
    this.#results = Array.from({ length: numBeams }, () => ({
      ids: [startTokenId],
      score: nothing,
      ended: false,
    }));
  }

  /** Ids of the beams that go on. */
  get rows(): readonly (readonly number[])[] {
    return this.#running.map(({ ids }) => ids);
  }

  /** Sums of the log probabilities of the beams that go on. */
  get scores(): readonly number[] {
    return this.#running.map(({ score }) => score);
  }

  /** Whether going on can't change the results. */
  get done(): boolean {
    const full = this.rules.earlyStopping === true && this.#results.every(({ ended }) => ended);
    return full || !this.#canImprove;
  }

  /** The best results, best first. */
  get results(): readonly { ids: readonly number[]; score: number }[] {
    return this.#results;
  }

  /**
   * Takes a step's candidates, at least twice as many as beams, best or first drawn first.
   * @param isEnd whether a candidate's id, or the length that it gives, ends a result
   * @returns for every beam that goes on the number of the beam that it continues
   */
  advance(candidates: readonly Candidate[], isEnd: (candidate: Candidate) => boolean): number[] {
    const { numBeams } = this.rules;
    const before = this.#running;
    const ends = candidates.map(isEnd);
    const extended = ({ beam, id }: Candidate) => [...before[beam]!.ids, id];
    const next = best(
      candidates.map((candidate, i) => ({
        candidate,
        score: ends[i] ? fround(candidate.score + nothing) : candidate.score,
      })),
      numBeams,
    );
    this.#collect(candidates, ends, extended);
    this.#running = next.map(({ candidate, score }) => ({ ids: extended(candidate), score }));
    this.#judge();
    return next.map(({ candidate }) => candidate.beam);
  }

  /** Only the first candidates can become results; the others are there so that enough beams go on. */
  #collect(
    candidates: readonly Candidate[],
    ends: readonly boolean[],
    extended: (candidate: Candidate) => number[],
  ): void {
    const { numBeams, lengthPenalty } = this.rules;
    const newLength = this.#running[0]!.ids.length;
    const divisor = fround(newLength ** lengthPenalty);
    const finished = candidates.flatMap((candidate, i) =>
      ends[i] && i < numBeams
        ? [{ ids: extended(candidate), score: fround(candidate.score / divisor), ended: true }]
        : [],
    );
    if (finished.length > 0) this.#results = best([...this.#results, ...finished], numBeams);
  }

  /** Compares the worst result with the best score that the best beam may still get. */
  #judge(): void {
    const { lengthPenalty, earlyStopping, maxLength } = this.rules;
    const length = this.#running[0]!.ids.length;
    const longest = earlyStopping === "never" && lengthPenalty > 0 ? maxLength : length;
    const hope = fround(this.#running[0]!.score / fround((longest - 1) ** lengthPenalty));
    const worst = Math.min(...this.#results.map(({ score }) => score));
    this.#canImprove &&= this.#results.some(({ ended }) => hope > (ended ? worst : nothing));
  }
}
