// Loads the exported JSON Schemas with validators for JavaScript and holds every example against them.
// Usage: node judge.mjs TOOLS, the folder with node_modules.

import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const tools = createRequire(join(process.argv[2], "package.json"));
const { Ajv2020 } = tools("ajv/dist/2020.js");
const hyperjump = await import(pathToFileURL(tools.resolve("@hyperjump/json-schema/draft-2020-12")));

const root = join(import.meta.dirname, "../..");
const read = (...path) => JSON.parse(readFileSync(join(root, ...path), "utf8"));
const findings = [];
const finding = (text) => findings.push(text);

// Neither `ajv-formats` nor any other addition: whoever has nothing but ajv must be able to load them.
const complain = (...said) => finding(`ajv logs: ${said.join(" ")}`);
const ajv = new Ajv2020({ strict: true, allErrors: true, logger: { log: complain, warn: complain, error: complain } });

let judged = 0;
for (const { title, file } of read("crates/schemas/json-schema/index.json").schemas) {
    const schema = read("crates/schemas/json-schema", file);
    const judges = {};
    try {
        judges.ajv = ajv.compile(schema);
        hyperjump.registerSchema(schema);
        const validate = await hyperjump.validate(schema.$id);
        judges.hyperjump = (value) => validate(value).valid;
    } catch (error) {
        finding(`${file} cannot be loaded: ${error.message}`);
        continue;
    }
    const examples = readdirSync(join(root, "openapi/examples", title));
    const verdicts = new Set();
    for (const name of examples.filter((name) => /^(in)?valid-.*(?<!\.violation)\.json$/.test(name))) {
        const expected = name.startsWith("valid-");
        const sidecar = name.replace(/\.json$/, ".violation.json");
        // No validator sees the text: it gets what a parser has made of it.
        const { rule } = examples.includes(sidecar) ? read("openapi/examples", title, sidecar) : {};
        if (rule === "syntax" || rule === "duplicateKey") continue;
        const value = read("openapi/examples", title, name);
        for (const [judge, accepts] of Object.entries(judges)) {
            if (accepts(value) !== expected) {
                finding(`${judge}: ${title}/${name} is ${expected ? "refused" : "accepted"}`);
            }
        }
        verdicts.add(expected);
        judged += 1;
    }
    if (verdicts.size < 2) finding(`openapi/examples/${title} does not have both valid and invalid files`);
}
if (judged === 0) finding("nothing was judged");
findings.forEach((text) => console.log(text));
console.log(`${judged} examples, ${findings.length} findings`);
process.exitCode = findings.length === 0 ? 0 : 1;
