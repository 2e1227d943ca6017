export { type Diagnosis, diagnosisOf } from "./diagnosis.js";
export { diagnose, type Examination, type Examined, examineTraining } from "./examine.js";
export type { AdapterFacts, LengthFacts, ModelFacts, Part, RowFacts, TrainingFacts } from "./facts.js";
export { TrainingDoctor } from "./trainingDoctor.js";
export { refuseUnlabelled, unlabelled } from "./unlabelled.js";
