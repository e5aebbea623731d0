export { parseGoFloat } from "./number/parse-float.js";
export { evaluateWhen } from "./when/evaluate-when.js";
