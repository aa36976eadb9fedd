// Writes schemas/v1/openapi.d.ts from the OpenAPI document; with --check, fails if it differs.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import openapiTS, { astToString } from "openapi-typescript";

const FOLDER = join(import.meta.dirname, "..", "..", "..", "schemas", "v1");
const TARGET = join(FOLDER, "openapi.d.ts");
const HEADER = "// Generated from openapi.json; `make generate` writes it again.\n\n";
const OPTIONS = { arrayLength: true, rootTypes: true, rootTypesNoSchemaPrefix: true };

// A list of fixed length is a tuple. Of one with a least or most length TypeScript would want to
// know the length where it is built, which nobody can tell of a list that a program computes.
const withoutOpenLengths = (key, value) => {
  if (value?.type !== "array" || value.minItems === value.maxItems) return value;
  const { minItems, maxItems, ...rest } = value;
  return rest;
};
const openapi = JSON.parse(readFileSync(join(FOLDER, "openapi.json"), "utf8"), withoutOpenLengths);
const text = HEADER + astToString(await openapiTS(openapi, OPTIONS));

if (!process.argv.includes("--check")) {
  writeFileSync(TARGET, text);
} else if (readFileSync(TARGET, "utf8").replaceAll("\r\n", "\n") !== text) {
  console.log("schemas/v1/openapi.d.ts: differs from openapi.json; run `make generate`");
  process.exitCode = 1;
}
