// node ajv.mjs SCHEMA FILE LINES: validates the first lines of a file with ajv, and prints seconds, bytes and valid lines.
// The code that ajv makes of the schema is warm before the clock starts.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(process.env.KENAR_PEERS + '/node/');
const Ajv = require('ajv/dist/2020').default;
const [schema, file, count] = process.argv.slice(2);
const validate = new Ajv({ strict: false, allErrors: false }).compile(JSON.parse(readFileSync(schema, 'utf8')));
const lines = readFileSync(file, 'utf8').split('\n').slice(0, Number(count));

const isValid = (line) => {
  try {
    return validate(JSON.parse(line));
  } catch {
    return false;
  }
};
for (const line of lines.slice(0, 20000)) isValid(line);
const begun = process.hrtime.bigint();
let valid = 0;
for (const line of lines) valid += isValid(line) ? 1 : 0;
const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
console.log(seconds, lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0), valid);
