/** The panel's sheets in one text. */
import base from "./styles/base.css";
import check from "./styles/check.css";
import form from "./styles/form.css";
import run from "./styles/run.css";

export const styles = [base, form, check, run].join("\n");
