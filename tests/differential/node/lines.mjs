// Reads the folder that `mint` wrote, asks a verifier about every token, prints what it says.
import { readFileSync } from 'node:fs';

export function folder() {
  const read = (name) => readFileSync(`${process.argv[2]}/${name}`, 'utf8');
  const setting = JSON.parse(read('setting.json'));
  const lines = read('tokens.jsonl').trimEnd().split('\n');
  return { ...setting, jwks: JSON.parse(read('jwks.json')), cases: lines.map((line) => JSON.parse(line)) };
}

// What a line asks for, with the defaults of `judge`.
export function wanted(config, client) {
  const { token_use = 'access', client_ids = [client], scopes, groups, resource, leeway = 0 } = config;
  return { tokenUse: token_use, clients: client_ids, scopes, groups, resource, leeway };
}

// `verify` throws what it does not accept.
export async function decide(cases, verify) {
  const answers = [];
  for (const { id, token, config } of cases) {
    try {
      await verify(token, config);
      answers.push({ id, verdict: 'accept' });
    } catch (error) {
      answers.push({ id, verdict: 'reject', why: error.name === 'Error' ? error.message : error.name });
    }
  }
  process.stdout.write(answers.map((answer) => `${JSON.stringify(answer)}\n`).join(''));
}

export function must(holds, what) {
  if (!holds) throw new Error(what);
}

// `["any" | "all", names...]` over what the token has.
export function meets([how, ...names], has) {
  return how === 'all' ? names.every((name) => has.includes(name)) : names.some((name) => has.includes(name));
}
