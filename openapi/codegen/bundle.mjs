// Bundles every contract into one JSON file, as the runtime, the console and the generators read it.
//
// A contract is bundled by Redocly (NSwag cannot follow every cross-file $ref), then the answers that the contract runtime gives on its own
// (`x-runtime-responses` of common.yaml) are added to every operation they apply to. Two views are derived for NSwag, which knows neither
// response headers nor who decides a response:
//   server/  only the responses that a handler decides, each with its factory's name and headers in `x-` members
//   client/  every error folded into one `default` problem, so that an SDK has one way to fail; `x-` members say what a call sends and gives
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

const keywords = new Set(['default', 'event', 'object', 'operator', 'params', 'ref', 'string', 'in', 'out', 'is', 'as', 'class', 'namespace', 'new']);
function variableName(name) {
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const camel = words.map((word, i) => (i === 0 ? word[0].toLowerCase() : word[0].toUpperCase()) + word.slice(1)).join('').replace(/^eTag$/, 'etag').replace(/^wWW/, 'www');
  return keywords.has(camel) ? `@${camel}` : camel;
}

const factoryNames = {
  200: 'Ok', 201: 'Created', 202: 'Accepted', 204: 'NoContent', 206: 'PartialContent',
  301: 'MovedPermanently', 302: 'Found', 303: 'SeeOther', 304: 'NotModified', 307: 'TemporaryRedirect', 308: 'PermanentRedirect',
  401: 'Unauthorized', 403: 'Forbidden', 404: 'NotFound', 408: 'RequestTimeout', 409: 'Conflict', 410: 'Gone', 412: 'PreconditionFailed',
  416: 'RangeNotSatisfiable', 422: 'UnprocessableContent', 429: 'TooManyRequests',
  502: 'BadGateway', 503: 'ServiceUnavailable', 504: 'GatewayTimeout',
};

/**
 * Bundles `openapi/*.yaml` into `contractsOut` and writes the generators' views below `viewsOut`.
 * Returns the contracts as `{ name, module }`: the file's name and its first tag.
 */
export function bundleContracts({ root, contractsOut, viewsOut }) {
  const openapi = join(root, 'openapi');
  const names = readdirSync(openapi).filter((file) => file.endsWith('.yaml') && file !== 'redocly.yaml').map((file) => file.slice(0, -5)).sort();
  for (const folder of [contractsOut, viewsOut]) rmSync(folder, { recursive: true, force: true });
  for (const folder of [contractsOut, join(viewsOut, 'server'), join(viewsOut, 'client')]) mkdirSync(folder, { recursive: true });
  common = bundle(root, 'common', viewsOut);

  return names.filter((name) => name !== 'common').map((name) => {
    const contract = bundle(root, name, viewsOut);
    const decided = new Map();
    for (const [operation, path] of operations(contract)) {
      decided.set(operation.operationId, Object.keys(operation.responses));
      addRuntimeResponses(contract, operation, path);
    }
    write(join(contractsOut, `${name}.json`), contract);
    write(join(viewsOut, 'server', `${name}.json`), serverView(structuredClone(contract), decided));
    write(join(viewsOut, 'client', `${name}.json`), clientView(structuredClone(contract)));
    return { name, module: contract.tags[0].name };
  });
}

let common;

function bundle(root, name, viewsOut) {
  const out = join(viewsOut, 'bundled', `${name}.json`);
  const redocly = join(root, 'node_modules/@redocly/cli/bin/cli.js');
  const args = [redocly, 'bundle', `openapi/${name}.yaml`, '--config', 'openapi/redocly.yaml', '--ext', 'json', '-o', out];
  try {
    execFileSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, REDOCLY_TELEMETRY: 'off' } });
  } catch (error) {
    console.error(`openapi/${name}.yaml: error WHARF001: cannot be bundled.\n${error.stderr}`);
    process.exit(1);
  }
  return JSON.parse(readFileSync(out, 'utf8'));
}

function* operations(contract) {
  for (const [path, item] of Object.entries(contract.paths))
    for (const method of methods.filter((method) => item[method])) {
      const operation = item[method];
      // Path-level parameters move into their operations: every reader then sees one list.
      operation.parameters = mergeParameters(contract, item.parameters, operation.parameters);
      if (operation.parameters.length === 0) delete operation.parameters;
      yield [operation, path, method];
    }
  for (const item of Object.values(contract.paths)) delete item.parameters;
}

function mergeParameters(contract, ofPath = [], ofOperation = []) {
  const key = (parameter) => { const p = follow(contract, parameter); return `${p.in} ${p.name}`; };
  const own = new Set(ofOperation.map(key));
  return [...ofPath.filter((parameter) => !own.has(key(parameter))), ...ofOperation];
}

function addRuntimeResponses(contract, operation, path) {
  const secured = (operation.security ?? contract.security ?? []).some((requirement) => Object.keys(requirement).length > 0);
  const applies = { always: true, secured, body: operation.requestBody !== undefined, path: path.includes('{') };
  for (const [status, { when, response }] of Object.entries(common['x-runtime-responses'])) {
    if (!applies[when] || operation.responses[status]) continue;
    operation.responses[status] = { $ref: `#/components/responses/${response}` };
    copyComponent(contract, 'responses', response);
  }
  operation.responses = Object.fromEntries(Object.entries(operation.responses).sort(([a], [b]) => a.localeCompare(b)));
}

function copyComponent(contract, kind, name) {
  const target = ((contract.components ??= {})[kind] ??= {});
  const source = common.components[kind][name];
  if (target[name] !== undefined) {
    if (JSON.stringify(target[name]) === JSON.stringify(source)) return;
    throw new Error(`components.${kind}.${name} of a contract differs from the one in common.yaml`);
  }
  target[name] = structuredClone(source);
  for (const [, otherKind, otherName] of JSON.stringify(source).matchAll(/"#\/components\/(\w+)\/(\w+)"/g)) copyComponent(contract, otherKind, otherName);
}

function follow(contract, node) {
  while (node?.$ref) node = node.$ref.slice(2).split('/').reduce((at, key) => at[key.replaceAll('~1', '/').replaceAll('~0', '~')], contract);
  return node;
}

function serverView(contract, decided) {
  for (const [operation, path, method] of operations(contract)) {
    operation['x-secured'] = (operation.security ?? contract.security ?? []).length > 0;
    operation['x-path'] = path;
    operation['x-method'] = method.toUpperCase();
    for (const parameter of (operation.parameters = (operation.parameters ?? []).map((p) => structuredClone(follow(contract, p))))) {
      parameter['x-variable'] = variableName(parameter.name);
      // A default is applied by the runtime, so that the handler always gets a value.
      if (follow(contract, parameter.schema)?.default !== undefined) parameter['x-always'] = parameter.required = true;
    }
    const content = follow(contract, operation.requestBody)?.content;
    // A form arrives at the handler as the JSON document that it stands for.
    const form = content?.['application/x-www-form-urlencoded'];
    if (form && !content['application/json']) operation.requestBody = { required: true, content: { 'application/json': form } };
    else if (content?.['application/json'] === undefined && content !== undefined) {
      operation['x-body'] = content['multipart/form-data'] ? 'multipart' : 'stream';
      delete operation.requestBody;
    }
    operation.responses = Object.fromEntries(Object.entries(operation.responses)
      .filter(([status]) => decided.get(operation.operationId).includes(status))
      .map(([status, response]) => [status, describeResponse(contract, status, structuredClone(follow(contract, response)))]));
  }
  // Problems are the runtime's: nothing of them is generated. What was inlined above is not needed either.
  contract.components = { schemas: contract.components?.schemas ?? {} };
  delete contract.components.schemas.Problem;
  delete contract.components.schemas.ProblemError;
  nameEnums(contract.components.schemas);
  return contract;
}

// C# and TypeScript names of enum members: `-created_at` becomes `CreatedAtDescending`.
function nameEnums(schemas) {
  for (const schema of Object.values(schemas))
    if (schema.type === 'string' && schema.enum)
      schema['x-enumNames'] = schema.enum.map((value) => pascal(value) + (value.startsWith('-') ? 'Descending' : ''));
}

function pascal(text) { return text.split(/[^A-Za-z0-9]+/).filter((word) => word !== '').map((word) => word[0].toUpperCase() + word.slice(1)).join(''); }

function describeResponse(contract, status, response) {
  const [mediaType, media] = Object.entries(response.content ?? {})[0] ?? [];
  response['x-factory'] = factoryNames[status] ?? `Status${status}`;
  response['x-kind'] = mediaType === undefined ? 'empty'
    : media.schema?.$ref === '#/components/schemas/Problem' ? 'problem'
      : /^application\/(.+\+)?json$/.test(mediaType) ? 'json' : mediaType.startsWith('text/') ? 'text' : 'content';
  response['x-content-type'] = mediaType ?? '';
  const headers = Object.entries(response.headers ?? {}).map(([name, header]) => describeHeader(contract, name, follow(contract, header)));
  if (response['x-kind'] === 'problem') delete response.content;
  response['x-headers'] = [...headers.filter((h) => h.required), ...headers.filter((h) => !h.required)];
  delete response.headers;
  return response;
}

function describeHeader(contract, name, header) {
  const schema = follow(contract, header.schema) ?? {};
  const required = header.required === true;
  const constant = required && schema.enum?.length === 1 ? schema.enum[0] : '';
  const type = schema.type === 'integer' ? (schema.format === 'int64' ? 'long' : 'int') : 'string';
  return { name, variable: variableName(name), type, required, constant, description: header.description ?? '' };
}

function clientView(contract) {
  for (const [operation, path, method] of operations(contract)) {
    operation['x-secured'] = (operation.security ?? contract.security ?? []).some((requirement) => Object.keys(requirement).length > 0);
    operation['x-path'] = path;
    operation['x-method'] = method.toUpperCase();
    // Headers that the HTTP stack of a client sets by itself are no arguments of an SDK method.
    operation.parameters = (operation.parameters ?? []).map((p) => structuredClone(follow(contract, p))).filter((p) => p.name !== 'Accept-Encoding');
    for (const parameter of operation.parameters) {
      parameter['x-variable'] = variableName(parameter.name);
      parameter['x-option'] = parameter['x-variable'].replace('@', '');
      parameter['x-explode'] = parameter.explode ?? parameter.in === 'query';
    }
    describeRequestBody(contract, operation);
    describeResult(contract, operation);
    operation.responses = Object.fromEntries(Object.entries(operation.responses).filter(([status]) => status < '400'));
    operation.responses.default = {
      description: 'The request failed.',
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    };
  }
  copyComponent(contract, 'schemas', 'Problem');
  nameEnums(contract.components.schemas);
  return contract;
}

// `x-body`: json (NSwag knows its type), multipart (with `x-parts`), stream (any other media type) or nothing.
function describeRequestBody(contract, operation) {
  const body = follow(contract, operation.requestBody);
  if (body === undefined) return;
  const [mediaType, media] = Object.entries(body.content)[0];
  operation['x-body'] = mediaType === 'application/json' ? 'json' : mediaType === 'multipart/form-data' ? 'multipart' : 'stream';
  operation['x-body-required'] = body.required === true;
  operation['x-body-type'] = mediaType;
  if (operation['x-body'] === 'json') return;
  delete operation.requestBody;
  if (operation['x-body'] !== 'multipart') return;
  const schema = follow(contract, media.schema);
  operation['x-parts'] = Object.entries(schema.properties).map(([name, property]) => {
    const part = follow(contract, property);
    const value = part.type === 'array' ? follow(contract, part.items) : part;
    const variable = variableName(name);
    return {
      name, variable, option: variable.replace('@', ''), many: part.type === 'array', file: value.format === 'binary',
      required: schema.required?.includes(name) ?? false, description: part.description ?? '',
    };
  });
}

// `x-result`: json, text, content (a download) or empty; `x-wrapped` when the status or the ETag tells the caller more than the body does.
function describeResult(contract, operation) {
  const successes = Object.entries(operation.responses).filter(([status]) => status < '400').map(([status, r]) => [status, follow(contract, r)]);
  const described = successes.map(([status, response]) => describeResponse(contract, status, structuredClone(response)));
  const bodies = described.filter((response) => response['x-kind'] !== 'empty');
  const types = new Set(bodies.map((response) => JSON.stringify(response.content[response['x-content-type']].schema)));
  if (types.size > 1) throw new Error(`The successes of ${operation.operationId} have different bodies: an SDK method has one result`);
  operation['x-result'] = bodies[0]?.['x-kind'] ?? 'empty';
  operation['x-accept'] = [...new Set(bodies.flatMap((response) => Object.keys(response.content)))].join(', ');
  operation['x-statuses'] = successes.map(([status]) => Number(status)).sort((a, b) => a - b);
  operation['x-wrapped'] = successes.length > 1 || successes.some(([status, { headers }]) => status >= '300' || headers?.ETag !== undefined);
  operation['x-sometimes-empty'] = bodies.length > 0 && bodies.length < described.length;
  operation['x-head'] = operation['x-result'] === 'content' && operation['x-method'] === 'GET';
  if (operation['x-result'] === 'json' && !operation['x-wrapped']) describePages(contract, operation, bodies[0].content);
}

// `x-all`: the method that follows `next_cursor` over all pages of a list, and `x-item`, the type of what it yields.
function describePages(contract, operation, content) {
  const page = follow(contract, content['application/json']?.schema)?.properties;
  if (page?.next_cursor === undefined || !operation.parameters.some((p) => p.in === 'query' && p.name === 'cursor')) return;
  const item = page.items?.items?.$ref?.split('/').at(-1);
  if (item === undefined) return;
  operation['x-item'] = item;
  operation['x-all'] = operation.operationId.startsWith('list') ? operation.operationId.replace('list', 'listAll') : `${operation.operationId}All`;
}

function write(file, value) { writeFileSync(file, JSON.stringify(value, null, 2) + '\n'); }
