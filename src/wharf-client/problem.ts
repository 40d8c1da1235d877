// A problem has at most 100 errors of at most 4,000 characters; a page that is larger than this is not one.
const maximumBody = 1024 * 1024;
const maximumDetail = 4000;

/** An error body (RFC 9457). Every contract shares it, so it is written once, here, and not generated with each. */
export interface Problem {
  /** A URI that names the kind of problem; `about:blank` when the status says it all. */
  type: string;
  /** What kind of problem this is, in a few words. */
  title: string;
  /** The HTTP status code. */
  status: number;
  /** What went wrong in this case, for people. */
  detail?: string | undefined;
  /** The path of the request that failed. */
  instance?: string | undefined;
  /** Names the request in the server's logs. */
  traceId?: string | undefined;
  /** Every violation of the contract, in the order of the request's parts; empty when the problem is not one of form. */
  errors: ProblemError[];
}

/** One violation of the contract. */
export interface ProblemError {
  /** The part of the request that is wrong: `path`, `query`, `header`, `cookie` or `body`. */
  in: string;
  /** The parameter's or the multipart part's name. */
  name?: string | undefined;
  /** A JSON pointer (RFC 6901) into the part; empty for the whole of it. */
  pointer?: string | undefined;
  /** The rule that is broken, by its JSON Schema keyword where there is one. */
  keyword: string;
  /** The violation in words. */
  message: string;
}

/**
 * The one way in which a call fails once the server has answered. When somebody else answered (a proxy's page, say), or the answer is not
 * JSON where the contract promises it, the problem is made up from the status and the beginning of the body.
 */
export class WharfProblemError extends Error {
  override readonly name = 'WharfProblemError';

  constructor(readonly problem: Problem, readonly headers: Headers, options?: ErrorOptions) {
    super(describe(problem), options);
  }

  /** The answer's status code. */
  get status(): number {
    return this.problem.status;
  }

  /** Seconds to wait before another try, where the server says so (429, 503). */
  get retryAfter(): number | undefined {
    const seconds = Number(this.headers.get('Retry-After') ?? Number.NaN);
    return Number.isNaN(seconds) ? undefined : seconds;
  }

  /** Reads the problem from an answer. */
  static async read(response: Response): Promise<WharfProblemError> {
    const text = await readText(response);
    const isJson = /^application\/(problem\+)?json\b/i.test(response.headers.get('Content-Type') ?? '');
    const parsed = isJson ? parse(text) : undefined;
    if (parsed === undefined) return new WharfProblemError(madeUp(response, text), response.headers);
    const { type = 'about:blank', errors = [] } = parsed;
    const problem = { ...parsed, type, errors, title: parsed.title || titleOf(response), status: response.status };
    return new WharfProblemError(problem, response.headers);
  }

  /** For a success whose body is not JSON. */
  static unreadable(response: Response, cause: unknown): WharfProblemError {
    const detail = `The answer's body is not what the contract says: ${String(cause)}`;
    return new WharfProblemError(madeUp(response, detail), response.headers, { cause });
  }
}

function describe({ status, title, detail, errors, traceId }: Problem): string {
  const lines = errors.map((error) => `\n  ${error.in} ${error.name ?? ''}${error.pointer ?? ''}: ${error.message}`);
  const trace = traceId === undefined ? '' : `\n  trace ${traceId}`;
  return `${status} ${title}${detail === undefined ? '' : `: ${detail}`}${lines.join('')}${trace}`;
}

function madeUp(response: Response, detail: string): Problem {
  return {
    type: 'about:blank', title: titleOf(response), status: response.status, errors: [],
    instance: response.url === '' ? undefined : new URL(response.url).pathname,
    detail: detail === '' ? undefined : detail.slice(0, maximumDetail),
  };
}

// HTTP/2 has no reason phrase.
function titleOf(response: Response): string {
  return response.statusText || `HTTP ${response.status}`;
}

function parse(text: string): Partial<Problem> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined; // not JSON in spite of its content type: the caller makes a problem of the text
  }
}

async function readText(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return '';
  const decoder = new TextDecoder();
  let text = '';
  try {
    for (let length = 0; ;) {
      const { done, value } = await reader.read();
      if (done) return text + decoder.decode();
      length += value.length;
      if (length > maximumBody) break;
      text += decoder.decode(value, { stream: true });
    }
    await reader.cancel();
    return '';
  } catch {
    return ''; // broken off: the status, which has arrived, matters more than how the body was lost
  }
}
