import type { Place } from "./place.js";
import { suggestion } from "./suggest.js";

/** Values for the `${NAME}` of OpenShift templates. */
export type Parameters = Readonly<Record<string, string | number | boolean>>;

const MAX_DEPTH = 100;

/** An OpenShift Template with its parameters inserted; missing and unknown ones are faults. */
export function expandTemplate(template: Place, given: Parameters): Place {
  const values: Record<string, string | number | boolean> = { ...given };
  const declared = template.at("parameters").items();
  const names = declared.map((parameter) => parameter.at("name").text() ?? "");
  for (const name of Object.keys(given)) {
    if (!names.includes(name)) {
      template
        .at("parameters")
        .fault(`there is no parameter ${JSON.stringify(name)}${suggestion(name, names)}`);
    }
  }
  declared.forEach((parameter, index) => {
    const name = names[index] ?? "";
    if (Object.hasOwn(given, name)) return;
    const value = parameter.at("value").text();
    const isNeeded = parameter.at("required").value === true || parameter.at("generate").isSet;
    if (value === undefined && isNeeded) {
      parameter.fault(`parameter ${name} has no value: give it, parameters: { ${name}: … }`);
    }
    values[name] = value ?? "";
  });
  return template.with(inserted(template.value, values, 0));
}

/** Any other document: only the parameters that were given are inserted. */
export function insertParameters(document: Place, given: Parameters): Place {
  if (Object.keys(given).length === 0) return document;
  return document.with(inserted(document.value, given, 0));
}

function inserted(value: unknown, parameters: Parameters, depth: number): unknown {
  if (typeof value === "string") return insertedText(value, parameters);
  if (typeof value !== "object" || value === null || depth > MAX_DEPTH) return value;
  if (Array.isArray(value)) return value.map((item) => inserted(item, parameters, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      insertedText(key, parameters),
      inserted(item, parameters, depth + 1),
    ]),
  );
}

/** `${NAME}` anywhere as text; `${{NAME}}` as it is, so that numbers stay numbers. */
function insertedText(text: string, parameters: Parameters): string {
  return text.replace(/\$\{\{(\w+)\}\}|\$\{(\w+)\}/g, (whole, raw, plain) => {
    const name: string = raw ?? plain;
    return Object.hasOwn(parameters, name) ? String(parameters[name]) : whole;
  });
}
