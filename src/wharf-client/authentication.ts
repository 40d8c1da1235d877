import { AccountsClient, type Tokens } from '../../generated/typescript/accounts.js';
import { WharfProblemError } from './problem.js';
import type { Attempt, Authenticator, Transport } from './transport.js';

// Long enough for a call to start before the token expires, short against the 15 minutes that tokens live by default.
const early = 30_000;
const exchangeLimit = 30_000;

/** A login: an access token and the refresh token that gets the next pair, good for one exchange. Can be kept as JSON. */
export interface Session {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** When the access token expires, in milliseconds since 1970, if that is known. */
  readonly expiresAt?: number | undefined;
}

/** Who calls: an access token on its own, a personal API token, or a session. */
export type Credentials = { readonly accessToken: string } | { readonly apiToken: string } | Session;

export interface AuthenticationOptions {
  /** Called after an exchange with the new session, or with undefined when the server has ended it: the place to save it. */
  onSessionChanged?: ((session: Session | undefined) => void) | undefined;
  /** The clock, in milliseconds since 1970. */
  now?: (() => number) | undefined;
}

/**
 * Gives requests their credentials and keeps a session alive: its tokens are exchanged shortly before they expire, and once more when the
 * server refuses them all the same. However many calls find the token stale at a time, one exchange serves them all: a refresh token is
 * good for one use, and a second one would end the login.
 *
 * A call is repeated after a refusal when its body can be sent again: always, but for an upload from a stream that was already read. Such a
 * call fails with 401 and the next one has the new token.
 */
export class Authentication implements Authenticator {
  /** What the next request is sent with; undefined for nothing, and after the server ended the session. */
  credentials: Credentials | undefined;
  readonly #options: AuthenticationOptions;
  #exchange: Promise<Session | undefined> | undefined;

  constructor(credentials?: Credentials, options: AuthenticationOptions = {}) {
    this.credentials = credentials;
    this.#options = options;
  }

  /** Goes on with the tokens of a login. */
  signIn(tokens: Tokens): Session {
    const session = this.#sessionOf(tokens);
    this.credentials = session;
    return session;
  }

  async send(attempt: Attempt, canReplay: boolean, anonymous: Transport): Promise<Response> {
    let current = this.credentials;
    if (isSession(current) && current.expiresAt !== undefined && current.expiresAt - early <= this.#now())
      current = await this.#renew(current, anonymous);
    const response = await attempt(header(current));
    if (response.status !== 401 || !isSession(current)) return response;
    const renewed = await this.#renew(current, anonymous);
    if (renewed === undefined || !canReplay) return response;
    await response.body?.cancel();
    return attempt(header(renewed));
  }

  /** The session after the stale one: from the exchange that another call has begun or finished meanwhile, or from a new one. */
  #renew(stale: Session, anonymous: Transport): Promise<Session | undefined> {
    if (this.credentials !== stale) return Promise.resolve(isSession(this.credentials) ? this.credentials : undefined);
    this.#exchange ??= this.#exchangeTokens(stale, anonymous).finally(() => { this.#exchange = undefined; });
    return this.#exchange;
  }

  async #exchangeTokens(stale: Session, anonymous: Transport): Promise<Session | undefined> {
    const renewed = await this.#ask(stale, anonymous);
    // Somebody signed in or out meanwhile: that counts.
    if (this.credentials !== stale) return isSession(this.credentials) ? this.credentials : undefined;
    this.credentials = renewed;
    this.#options.onSessionChanged?.(renewed);
    return renewed;
  }

  async #ask(stale: Session, anonymous: Transport): Promise<Session | undefined> {
    try {
      const signal = AbortSignal.timeout(exchangeLimit);
      return this.#sessionOf(await new AccountsClient(anonymous).refreshTokens({ refresh_token: stale.refreshToken }, { signal }));
    } catch (error) {
      if (error instanceof WharfProblemError && error.status === 401) return undefined;
      throw error;
    }
  }

  #sessionOf(tokens: Tokens): Session {
    return { accessToken: tokens.access_token, refreshToken: tokens.refresh_token, expiresAt: this.#now() + tokens.expires_in * 1000 };
  }

  #now(): number {
    return (this.#options.now ?? Date.now)();
  }
}

function isSession(credentials: Credentials | undefined): credentials is Session {
  return credentials !== undefined && 'refreshToken' in credentials;
}

function header(credentials: Credentials | undefined): string | undefined {
  if (credentials === undefined) return undefined;
  return 'apiToken' in credentials ? `Token ${credentials.apiToken}` : `Bearer ${credentials.accessToken}`;
}
