import { type Document, LineCounter, parseAllDocuments } from "yaml";
import { type Path, Place } from "./place.js";
import { offsetOf } from "./yaml-offset.js";

/** Something wrong in a manifest, and where. */
export interface ManifestProblem {
  /** Undefined for text and objects. */
  readonly file: string | undefined;
  /** From 1; undefined for objects. */
  readonly line: number | undefined;
  readonly column: number | undefined;
  readonly message: string;
}

export type ReportProblem = (problem: ManifestProblem) => void;

/** Characters of YAML; manifests are far shorter. */
const MAX_LENGTH = 4 * 1024 * 1024;
/** Beyond it the text is an alias bomb. */
const MAX_ALIASES = 100;

/** Parses YAML or JSON of any number of documents; what cannot be parsed is reported and left out. */
export function parseDocuments(
  text: string,
  file: string | undefined,
  report: ReportProblem,
): Place[] {
  const lines = new LineCounter();
  const fault = (message: string, offset: number) => {
    const { line, col } = lines.linePos(offset);
    report({ file, line: Math.max(line, 1), column: Math.max(col, 1), message });
  };
  try {
    if (text.length > MAX_LENGTH) throw new Error(`more than ${MAX_LENGTH} characters`);
    const options = { lineCounter: lines, merge: true, prettyErrors: false };
    const documents = parseAllDocuments(text, options) as Document[];
    return documents.flatMap((document) => place(document, file, lines, fault) ?? []);
  } catch (error) {
    fault(`the text cannot be read: ${readable((error as Error).message)}`, 0);
    return [];
  }
}

/** An object that was parsed elsewhere; its faults have no line. */
export function objectPlace(value: unknown, report: ReportProblem): Place {
  return new Place(value, [], {
    report: (path, message) =>
      report({
        file: undefined,
        line: undefined,
        column: undefined,
        message: path.length > 0 ? `${pathText(path)}: ${message}` : message,
      }),
    origin: pathText,
  });
}

function place(
  document: Document,
  file: string | undefined,
  lines: LineCounter,
  fault: (message: string, offset: number) => void,
): Place | undefined {
  // What follows a first error is mostly its consequence.
  const [error] = document.errors;
  if (error) {
    fault(readable(error.message), error.pos[0]);
    return undefined;
  }
  const source = {
    report: (path: Path, message: string, onKey: boolean) =>
      fault(message, offsetOf(document, path, onKey)),
    origin: (path: Path) => {
      const { line, col } = lines.linePos(offsetOf(document, path, false));
      return [...(file === undefined ? [] : [file]), line, col].join(":");
    },
  };
  try {
    return new Place(document.toJS({ maxAliasCount: MAX_ALIASES }), [], source);
  } catch (error) {
    fault((error as Error).message, offsetOf(document, [], false));
    return undefined;
  }
}

/** A nesting of some thousand levels ends the parser's stack. */
function readable(message: string): string {
  return message.includes("call stack") ? "it nests too deeply" : message;
}

function pathText(path: Path): string {
  return path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${part}`))
    .join("")
    .replace(/^\./, "");
}
