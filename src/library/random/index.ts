export { Mt19937, torchRandperm } from "./mt19937.js";
export { numpyPermutation, Pcg64, seedSequence } from "./pcg64.js";
