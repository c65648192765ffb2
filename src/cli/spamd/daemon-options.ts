import { availableParallelism } from 'node:os'
import path from 'node:path'
import type { DaemonOptions } from '../../daemon/start.ts'
import { servicePort } from '../../net/service-port.ts'
import type { TlsOptions } from '../../net/tls.ts'
import { SPAMASSASSIN_VERSION } from '../versions.ts'
import type { SpamdOptions } from './spamd-options.ts'

/** What threads read after root is given up. */
const OWN_FOLDERS = ['src', 'dist', 'node_modules', 'rules.d']
const CERTIFICATES = '/etc/spamassassin/certs'
/** As often as spamd tries; whoever had the address may still be ending. */
const BIND_RETRIES = 9

/** How many messages are scanned at a time: what `-m` allows, but no more than there are processors, or two. */
export function threadsOf({ maxChildren }: Pick<SpamdOptions, 'maxChildren'>): number {
  const useful = Math.max(2, availableParallelism())
  return maxChildren === undefined || maxChildren < 1 ? useful : Math.min(maxChildren, useful)
}

/** What a command line of spamd means for the daemon; relative paths are seen from `directory`. */
export function daemonOptions(options: SpamdOptions, directory: string): DaemonOptions {
  const root = path.resolve(import.meta.dirname, '..', '..', '..')
  const absolute = (file: string | undefined): string | undefined => (file ? path.resolve(directory, file) : undefined)
  const configuration = [absolute(options.configPath), absolute(options.siteConfigPath)]
  return {
    listen: options.listen,
    socketPath: absolute(options.socketPath),
    socketFile: {
      mode: options.socketMode === undefined ? undefined : Number.parseInt(options.socketMode, 8),
      owner: options.socketOwner,
      group: options.socketGroup,
    },
    port: portOf(options.port, 783),
    ipv4Only: options.family === '4',
    ipv6Only: options.family === '6',
    tls: tlsOf(options, absolute),
    tlsEverywhere: usesTls(options),
    tlsPort: options.sslPort === undefined ? undefined : portOf(options.sslPort, 783),
    bindRetries: BIND_RETRIES,
    server: {
      allowedIps: allowedIps(options.allowedIps),
      allowTell: options.allowTell,
      timeoutTcp: atLeastZero(options.timeoutTcp),
      timeoutChild: atLeastZero(options.timeoutChild),
    },
    pidFile: absolute(options.pidFile),
    username: options.username,
    groupname: options.groupname,
    fallbackUser: options.defaultUser,
    mustStayReadable: [
      ...OWN_FOLDERS.map((folder) => path.join(root, folder)),
      ...configuration.filter((folder) => folder !== undefined),
    ],
    version: SPAMASSASSIN_VERSION,
  }
}

function allowedIps(given: readonly string[]): readonly string[] | undefined {
  return given.length === 0 ? undefined : given.flatMap((list) => list.split(',')).filter((net) => net !== '')
}

function atLeastZero(seconds: number | undefined): number | undefined {
  return seconds !== undefined && seconds >= 0 ? seconds : undefined
}

function portOf(text: string | undefined, otherwise: number): number {
  if (text === undefined || text === '') return otherwise
  const port = /^\d+$/.test(text) ? Number(text) : servicePort(text)
  if (port === undefined) throw new PortError(`invalid port: ${text}`)
  return port
}

/** A port that is neither a number nor a known service. */
export class PortError extends Error {
  readonly code = 'PORT'
}

function usesTls(options: SpamdOptions): boolean {
  return options.ssl || verifiesClients(options) || options.sslPort !== undefined
}

function verifiesClients({ sslVerify, sslCaFile, sslCaPath }: SpamdOptions): boolean {
  return sslVerify || sslCaFile !== undefined || sslCaPath !== undefined
}

function tlsOf(options: SpamdOptions, absolute: (file: string | undefined) => string | undefined) {
  if (!usesTls(options) && !options.listen.some((spec) => /^ssl:(?!\/)/i.test(spec))) return undefined
  const tls: TlsOptions = {
    keyFile: absolute(options.serverKey) ?? `${CERTIFICATES}/server-key.pem`,
    certFile: absolute(options.serverCert) ?? `${CERTIFICATES}/server-cert.pem`,
    verifyClient: verifiesClients(options),
    caFile: absolute(options.sslCaFile),
    caPath: absolute(options.sslCaPath),
  }
  return tls
}
