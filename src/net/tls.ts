import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import path from 'node:path'
import { createSecureContext, type SecureContext, type SecureContextOptions, TLSSocket } from 'node:tls'

/** What TLS needs: the server's key and certificate, and whose clients are let in. */
export interface TlsOptions {
  readonly keyFile: string
  readonly certFile: string
  /** Whether clients must show a certificate that the authorities below have signed. */
  readonly verifyClient: boolean
  readonly caFile?: string | undefined
  readonly caPath?: string | undefined
}

/** Key, certificate and authorities, as last read; called for each connection. */
export interface SecureContextOf {
  readonly context: () => SecureContext
  readonly verifyClient: boolean
}

/** A connection after its handshake. */
export interface TlsConnection {
  readonly socket: TLSSocket
  /** `TLSv1.3/TLS_AES_256_GCM_SHA384`, for the log. */
  readonly cipher: string
}

/** A file that TLS cannot do without, or a key that does not fit. */
export class TlsError extends Error {
  readonly code = 'TLS'
}

/** Reads key and certificate; throws TlsError. TLS 1.2 is the least that is spoken. */
export function readTls(options: TlsOptions): SecureContext {
  const read = (what: string, file: string): Buffer => {
    if (!existsSync(file)) throw new TlsError(`${what} ${file} does not exist`)
    try {
      return readFileSync(file)
    } catch (error) {
      throw new TlsError(`cannot read ${what} ${file}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  const authorities = [
    ...(options.caFile === undefined ? [] : [read('ssl-ca-file', options.caFile)]),
    ...(options.caPath === undefined ? [] : certificatesIn(options.caPath)),
  ]
  const parts: SecureContextOptions = {
    key: read('server key file', options.keyFile),
    cert: read('server certificate file', options.certFile),
    minVersion: 'TLSv1.2',
    ...(authorities.length > 0 ? { ca: authorities } : {}),
  }
  try {
    return secureContext(parts)
  } catch (error) {
    throw new TlsError(`cannot use the server's key and certificate: ${error instanceof Error ? error.message : error}`)
  }
}

/** What OpenSSL says of keys and digests that are weaker than it likes. */
const TOO_WEAK = /too (?:small|weak)/

// A site's own certificate may be old; it served spamd's clients, and serves ours.
function secureContext(parts: SecureContextOptions): SecureContext {
  try {
    return createSecureContext(parts)
  } catch (error) {
    if (!(error instanceof Error && TOO_WEAK.test(error.message))) throw error
    return createSecureContext({ ...parts, ciphers: 'DEFAULT:@SECLEVEL=0' })
  }
}

// A directory of authorities, as `openssl rehash` makes them: every certificate in it counts, whatever its name.
function certificatesIn(folder: string): Buffer[] {
  if (!existsSync(folder)) throw new TlsError(`ssl-ca-path ${folder} does not exist`)
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => readFileSync(path.join(folder, entry.name)))
    .filter((text) => text.includes('-----BEGIN '))
}

/** Makes of an accepted connection one with TLS; rejects where the handshake fails or takes too long. */
export function secured({ context, verifyClient }: SecureContextOf) {
  return (raw: Socket, patienceMs: number): Promise<TlsConnection> =>
    new Promise((resolve, reject) => {
      const socket = new TLSSocket(raw, {
        isServer: true,
        secureContext: context(),
        requestCert: verifyClient,
        rejectUnauthorized: verifyClient,
        ALPNProtocols: [],
      })
      socket.allowHalfOpen = true
      const timer = patienceMs > 0 ? setTimeout(() => fail(new Error('no handshake in time')), patienceMs) : undefined
      const fail = (error: Error): void => {
        clearTimeout(timer)
        socket.destroy()
        raw.destroy()
        reject(error)
      }
      socket.on('error', fail)
      socket.once('close', () => fail(new Error('connection closed during the handshake')))
      socket.once('secure', () => {
        // Node tells of a bad certificate here, and leaves it to us to end the connection.
        const problem = verifyClient ? certificateProblem(socket) : undefined
        if (problem) {
          fail(problem)
          return
        }
        clearTimeout(timer)
        socket.off('error', fail)
        socket.on('error', () => undefined) // whoever reads it listens for itself
        resolve({ socket, cipher: `${socket.getProtocol() ?? ''}/${socket.getCipher().name}` })
      })
      raw.resume()
    })
}

function certificateProblem(socket: TLSSocket): Error | undefined {
  if (Object.keys(socket.getPeerCertificate()).length === 0) return new Error('peer did not return a certificate')
  // Node keeps the result of the check where its types do not show it; no result is a refusal.
  const { ssl } = socket as { readonly ssl?: { verifyError?(): Error | null | undefined } }
  if (!ssl?.verifyError) return new Error('the certificate was not checked')
  return ssl.verifyError() ?? undefined
}
