/** TeX's commands that stand for one sign, and what MathML has for it. */

/** Letters. */
export const letters: Readonly<Record<string, string>> = {
  alpha: "α",
  beta: "β",
  gamma: "γ",
  delta: "δ",
  epsilon: "ϵ",
  eta: "η",
  theta: "θ",
  lambda: "λ",
  mu: "μ",
  pi: "π",
  rho: "ρ",
  sigma: "σ",
  tau: "τ",
  phi: "ϕ",
  psi: "ψ",
  omega: "ω",
  Delta: "Δ",
  Sigma: "Σ",
  Omega: "Ω",
  infty: "∞",
};

/** Names that are written upright. */
export const functions: ReadonlySet<string> = new Set([
  "log",
  "exp",
  "arg",
  "min",
  "max",
  "sin",
  "cos",
  "tanh",
]);

/** Signs between and around what they join. */
export const operators: Readonly<Record<string, string>> = {
  in: "∈",
  mid: "∣",
  sim: "∼",
  cdot: "⋅",
  cdots: "⋯",
  dots: "…",
  ldots: "…",
  times: "×",
  approx: "≈",
  le: "≤",
  ge: "≥",
  neq: "≠",
  to: "→",
  nabla: "∇",
  "%": "%",
  "{": "{",
  "}": "}",
};

/** Signs whose limits stand below and above them. */
export const large: Readonly<Record<string, string>> = { sum: "∑", prod: "∏" };
export const limits: ReadonlySet<string> = new Set(["min", "max"]);

/** Widths in em. */
export const spaces: Readonly<Record<string, number>> = {
  ",": 0.17,
  ":": 0.22,
  ";": 0.28,
  " ": 0.25,
  quad: 1,
  qquad: 2,
};

/** Alphabets of capitals, by the code point of their A, and letters that stand elsewhere. */
interface Alphabet {
  capital: number;
  small?: number;
  others: Readonly<Record<string, string>>;
}

export const alphabets: Readonly<Record<string, Alphabet>> = {
  mathcal: { capital: 0x1d49c, others: { B: "ℬ", E: "ℰ", F: "ℱ", H: "ℋ", I: "ℐ", L: "ℒ", M: "ℳ", R: "ℛ" } },
  mathbb: { capital: 0x1d538, others: { C: "ℂ", H: "ℍ", N: "ℕ", P: "ℙ", Q: "ℚ", R: "ℝ", Z: "ℤ" } },
  mathbf: { capital: 0x1d400, small: 0x1d41a, others: {} },
};

/** A letter of one of the alphabets; undefined where it has none. */
export function styled(letter: string, { capital, small, others }: Alphabet): string | undefined {
  if (others[letter]) return others[letter];
  const code = letter.charCodeAt(0);
  if (/^[A-Z]$/.test(letter)) return String.fromCodePoint(capital + code - 65);
  if (/^[a-z]$/.test(letter) && small !== undefined) return String.fromCodePoint(small + code - 97);
  return undefined;
}
