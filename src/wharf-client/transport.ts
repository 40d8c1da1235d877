import { WharfProblemError } from './problem.js';
import { Download, wrap, type WharfResponse } from './responses.js';
import { formBody, type FormField, jsonBody, type RequestBody, streamBody, type Uploadable } from './uploads.js';

/** What every call takes. */
export interface RequestOptions {
  /** Ends the call early. */
  signal?: AbortSignal | undefined;
  /** Headers beyond those of the operation, such as `Accept-Encoding` (which browsers set themselves). */
  headers?: Readonly<Record<string, string>> | undefined;
}

/** Where a server is and how to talk to it. */
export interface WharfOptions {
  /** The server's address; it may live below a path. */
  baseUrl: string | URL;
  /** Who calls; nobody in particular when absent. */
  authentication?: Authenticator | undefined;
  /** Instead of the global `fetch`: for proxies, tests, tracing. */
  fetch?: typeof globalThis.fetch | undefined;
}

/** Sends the request, with an `Authorization` header or without. */
export type Attempt = (authorization: string | undefined) => Promise<Response>;

/** Gives requests their credentials, and another try where that helps. */
export interface Authenticator {
  send(attempt: Attempt, canReplay: boolean, anonymous: Transport): Promise<Response>;
}

type Scalar = string | number | boolean;
type Value = Scalar | readonly Scalar[] | null | undefined;
type Parameter = readonly [place: 'path' | 'query' | 'header', name: string, value: Value, join?: 'joined'];

/** A call as a generated client describes it. */
export interface Call {
  method: string;
  path: string;
  accept: string;
  statuses: readonly number[];
  secured: boolean;
  parameters: readonly Parameter[];
  json?: unknown;
  stream?: Uploadable;
  contentType?: string;
  parts?: readonly FormField[];
}

/** Sends the calls of the generated clients and reads their answers. */
export class Transport {
  readonly #root: URL;
  readonly #options: WharfOptions;

  constructor(options: WharfOptions) {
    this.#options = options;
    this.#root = new URL(options.baseUrl);
    // Without the slash at its end, resolving a relative address against it would cut the last segment off.
    if (!this.#root.pathname.endsWith('/')) this.#root.pathname += '/';
  }

  async empty(call: Call, options: RequestOptions): Promise<void> {
    const response = await this.#send(call, options);
    await response.body?.cancel();
  }

  async response(call: Call, options: RequestOptions): Promise<WharfResponse<undefined>> {
    const response = await this.#send(call, options);
    await response.body?.cancel();
    return wrap(response, undefined);
  }

  async text(call: Call, options: RequestOptions): Promise<string> {
    return (await this.#send(call, options)).text();
  }

  async textResponse(call: Call, options: RequestOptions): Promise<WharfResponse<string>> {
    const response = await this.#send(call, options);
    return wrap(response, await response.text());
  }

  async json<T>(call: Call, options: RequestOptions): Promise<T> {
    return readJson(await this.#send(call, options));
  }

  async jsonResponse<T>(call: Call, options: RequestOptions): Promise<WharfResponse<T>> {
    const response = await this.#send(call, options);
    // The generated type says `undefined` where the contract has successes without a body.
    return wrap(response, response.status === 204 || response.status >= 300 ? undefined as T : await readJson<T>(response));
  }

  async download(call: Call, options: RequestOptions): Promise<Download> {
    return new Download(await this.#send(call, options));
  }

  async #send(call: Call, options: RequestOptions): Promise<Response> {
    const url = this.#url(call);
    const body = bodyOf(call);
    const attempt: Attempt = (authorization) => {
      const headers = headersOf(call, options);
      if (authorization !== undefined) headers.set('Authorization', authorization);
      const made = body?.make();
      if (made?.contentType !== undefined) headers.set('Content-Type', made.contentType);
      const init: RequestInit & { duplex?: 'half' } = { method: call.method, headers, signal: options.signal ?? null };
      if (made !== undefined) init.body = made.body;
      if (made?.body instanceof ReadableStream) init.duplex = 'half';
      return (this.#options.fetch ?? globalThis.fetch)(url, init);
    };
    const { authentication } = this.#options;
    const response = call.secured && authentication !== undefined
      ? await authentication.send(attempt, body?.canReplay ?? true, new Transport({ ...this.#options, authentication: undefined }))
      : await attempt(undefined);
    if (isSuccess(call, response)) return response;
    throw await WharfProblemError.read(response);
  }

  #url(call: Call): URL {
    let path = call.path.slice(1);
    const query: string[] = [];
    for (const [place, name, value, join] of call.parameters) {
      if (place === 'path') path = path.replace(`{${name}}`, () => segment(name, value));
      if (place !== 'query' || value === undefined || value === null) continue;
      const texts = list(value).map(encodeURIComponent);
      for (const text of join === 'joined' ? [texts.join(',')] : texts) query.push(`${encodeURIComponent(name)}=${text}`);
    }
    const url = new URL(this.#root.href + path);
    url.search = query.join('&');
    return url;
  }
}

// Where the contract redirects, `fetch` may have followed already.
function isSuccess({ statuses }: Call, { status, ok }: Response): boolean {
  return statuses.includes(status) || (ok && statuses.some((documented) => documented > 300 && documented !== 304));
}

function list(value: Scalar | readonly Scalar[]): string[] {
  return (typeof value === 'object' ? value : [value]).map(String);
}

function segment(name: string, value: Value): string {
  const text = value === undefined || value === null ? '' : list(value).map(encodeURIComponent).join(',');
  // A dot segment would be resolved away, and the request would go to another path.
  if (text === '' || text === '.' || text === '..') throw new TypeError(`${name}: '${text}' cannot be a segment of a path`);
  return text;
}

// What is absent is not sent: an empty header is a header.
function headersOf(call: Call, options: RequestOptions): Headers {
  const headers = new Headers(options.headers);
  if (call.accept !== '') headers.set('Accept', call.accept);
  for (const [place, name, value] of call.parameters)
    if (place === 'header' && value !== undefined && value !== null) headers.set(name, list(value).join(', '));
  return headers;
}

function bodyOf(call: Call): RequestBody | undefined {
  if (call.parts !== undefined) return formBody(call.parts);
  if (call.stream !== undefined) return streamBody(call.stream, call.contentType ?? '*/*');
  return call.json === undefined ? undefined : jsonBody(call.json);
}

async function readJson<T>(response: Response): Promise<T> {
  const text = await response.text();
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    throw WharfProblemError.unreadable(response, error);
  }
}
