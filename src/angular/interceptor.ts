import type {
  HttpErrorResponse,
  HttpEvent,
  HttpHandlerFn,
  HttpRequest,
  HttpResponse,
} from '@angular/common/http'
import { Observable, type Subscription } from 'rxjs'
import { isServer } from '../adapters/server.js'
import { authorizeCall, mayHaveToken } from '../client/authorize-call.js'
import type { Client } from '../client/client.js'
import type { SeveralClients } from '../client/current-client.js'
import type { ApiAnswer, AuthorizedCall } from '../fetch/call.js'

/** Sends a request of `HttpClient` with a token, where it may have one. */
export function interceptor(
  auth: Client<unknown> | SeveralClients<unknown>,
  request: HttpRequest<unknown>,
  next: HttpHandlerFn,
): Observable<HttpEvent<unknown>> {
  if (isServer() || !mayHaveToken(auth, request.urlWithParams)) return next(request)
  return new Observable((subscriber) => {
    const aborter = new AbortController()
    const { urlWithParams: url, method, headers, mode } = request
    let sending: Subscription | undefined
    authorizeCall(auth, { url, method, headers, mode, signal: aborter.signal }).then(send, fail)
    return () => {
      aborter.abort()
      sending?.unsubscribe()
    }

    function send(call: AuthorizedCall): void {
      if (aborter.signal.aborted) return
      const { headers, redirect } = call
      // A request that says itself how it treats redirects may only be stricter.
      const authorized = request.clone({
        setHeaders: headers,
        redirect: redirect === 'manual' && request.redirect !== 'error' ? redirect : request.redirect,
      })
      sending = next(authorized).subscribe({
        next(event) {
          // The answer may bring the nonce of the next call.
          if (isResponse(event)) call.answered(answerOf(event)).catch(fail)
          subscriber.next(event)
        },
        complete: () => subscriber.complete(),
        error(error) {
          if (!isErrorResponse(error)) return subscriber.error(error)
          call.answered(answerOf(error)).then((again) => (again ? send(again) : fail(error)), fail)
        },
      })
    }

    function fail(error: unknown): void {
      subscriber.error(error)
    }
  })
}

/**
 * `HttpEventType.Response`. The enum itself is in a package that a host without Angular's
 * linker cannot import.
 */
const response = 4

function isResponse(event: HttpEvent<unknown>): event is HttpResponse<unknown> {
  return event.type === response
}

function isErrorResponse(error: unknown): error is HttpErrorResponse {
  return (error as Partial<HttpErrorResponse> | undefined)?.name === 'HttpErrorResponse'
}

function answerOf({ status, headers, url }: HttpResponse<unknown> | HttpErrorResponse): ApiAnswer {
  return { status, headers, ...(url && { url: new URL(url, document.baseURI).href }) }
}
