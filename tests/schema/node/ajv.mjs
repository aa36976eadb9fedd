// The published schemas, compiled by ajv as strictly as it can.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import addFormats from "ajv-formats";
import { Ajv2020 } from "ajv/dist/2020.js";

const FOLDER = join(import.meta.dirname, "..", "..", "..", "schemas", "v1");
// OpenAPI 3.1's own words in a schema. They tell tools something and validate nothing.
const VOCABULARY = ["discriminator", "example", "externalDocs", "xml"];

const read = (file) => JSON.parse(readFileSync(join(FOLDER, file), "utf8"));

function strict() {
  const ajv = new Ajv2020({ strict: true, strictTypes: true, strictTuples: true, strictRequired: true });
  return addFormats(ajv);
}

/** A function for each file but OpenAPI's, by names such as `image.create`. */
export function schemas() {
  const files = readdirSync(FOLDER).filter((file) => /^\w+\.\w+\.json$/.test(file));
  const ajv = strict();
  return new Map(files.map((file) => [file.replace(/\.json$/, ""), ajv.compile(read(file))]));
}

/** A function for COCO files. */
export const coco = () => strict().compile(read("coco.json"));

/** A function for each schema of the OpenAPI document, by its title. */
export function components() {
  const found = JSON.stringify(read("openapi.json").components.schemas);
  const $defs = JSON.parse(found.replaceAll("#/components/schemas/", "#/$defs/"));
  const ajv = strict().addVocabulary(VOCABULARY);
  return new Map(
    Object.keys($defs).map((title) => [title, ajv.compile({ $ref: `#/$defs/${title}`, $defs })]),
  );
}
