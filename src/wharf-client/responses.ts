/** An answer whose status or headers tell more than its body: versions (ETags), conditions, several outcomes. */
export interface WharfResponse<T> {
  /** One of the successes that the contract lists for the operation. */
  readonly status: number;
  readonly headers: Headers;
  /** The version of the resource, as `If-Match` and `If-None-Match` take it. */
  readonly etag: string | undefined;
  /** Where the resource is, when the server says so. */
  readonly location: string | undefined;
  /** True when `If-None-Match` names the current version: there is nothing new, and no body. */
  readonly notModified: boolean;
  readonly body: T;
}

export function wrap<T>(response: Response, body: T): WharfResponse<T> {
  const { status, headers } = response;
  return {
    status, headers, body, notModified: status === 304,
    etag: headers.get('ETag') ?? undefined, location: headers.get('Location') ?? undefined,
  };
}

/**
 * A content on its way: the headers are here, the bytes come as they are read. Read it, or `cancel()` it, to give the connection back.
 * `fetch` takes content codings off by itself: the bytes are the original ones, while `headers` still speak of the coding that was sent.
 */
export class Download {
  constructor(readonly response: Response) {}

  /** 200 for all of it, 206 for a range, 304 when `If-None-Match` names the current version. */
  get status(): number {
    return this.response.status;
  }

  get headers(): Headers {
    return this.response.headers;
  }

  /** True when this is the range that was asked for; see `contentRange`. */
  get isPartial(): boolean {
    return this.status === 206;
  }

  /** True when there is nothing new and no content. */
  get notModified(): boolean {
    return this.status === 304;
  }

  /** The version of this coding of the content, as `If-Match`, `If-None-Match` and `If-Range` take it. */
  get etag(): string | undefined {
    return this.#header('ETag');
  }

  get contentType(): string | undefined {
    return this.#header('Content-Type');
  }

  /** Which of how many bytes these are, as `bytes 0-99/1000`; undefined unless `isPartial`. */
  get contentRange(): string | undefined {
    return this.#header('Content-Range');
  }

  /** How many bytes come, when that is known: not when `fetch` takes a coding off. */
  get length(): number | undefined {
    const length = this.#header('Content-Length');
    return length === undefined || this.headers.has('Content-Encoding') ? undefined : Number(length);
  }

  /** The file's name from `Content-Disposition`: a name that somebody chose, not a path to write to. */
  get fileName(): string | undefined {
    const disposition = this.#header('Content-Disposition') ?? '';
    const encoded = /;\s*filename\*=UTF-8''([^;\s]+)/i.exec(disposition)?.[1];
    if (encoded !== undefined) return decodeURIComponent(encoded);
    const plain = /;\s*filename=(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(disposition);
    return plain?.[1]?.replace(/\\(.)/g, '$1') ?? plain?.[2];
  }

  /** The bytes as a stream, once; null for `HEAD` and 304. */
  get body(): ReadableStream<Uint8Array> | null {
    return this.response.body;
  }

  arrayBuffer(): Promise<ArrayBuffer> {
    return this.response.arrayBuffer();
  }

  blob(): Promise<Blob> {
    return this.response.blob();
  }

  text(): Promise<string> {
    return this.response.text();
  }

  /** Gives the connection back without reading (on). */
  async cancel(): Promise<void> {
    await this.response.body?.cancel();
  }

  #header(name: string): string | undefined {
    return this.headers.get(name) ?? undefined;
  }
}
