import { IP_ADDRESS, isPrivateIp } from '../../base/ip-pattern.ts'
import { authenticationOf } from './authentication.ts'
import { type Draft, type Outcome, readFormats } from './format.ts'
import { generalFormats, isQmailLdap, numericHttp, sendmailFormats, uselessFormats } from './general-formats.ts'
import { mailSystems, webmailSystems } from './mail-system-formats.ts'
import { withoutDate } from './trailing-date.ts'

/** A hop as its own header tells it, before anything is known of trust. */
export interface Hop {
  ip: string
  rdns: string
  helo: string
  by: string
  ident: string
  envfrom: string | undefined
  id: string
  auth: string
  noReverseDns: boolean
  rdnsNotInHeaders: boolean
  ipPrivate: boolean
}

/**
 * What one Received header tells. `skipped` is known to tell nothing about hosts (`envfrom` may name the sender for
 * the next header); `fetched` was collected from a mailbox; `unparseable` fits no known format.
 */
export type ReceivedLine =
  | { readonly type: 'relay'; readonly hop: Hop }
  | { readonly type: 'skipped'; readonly envfrom: string | undefined }
  | { readonly type: 'fetched' }
  | { readonly type: 'unparseable' }

const SKIPPED: ReceivedLine = { type: 'skipped', envfrom: undefined }
const UNPARSEABLE: ReceivedLine = { type: 'unparseable' }
const FETCHED: ReceivedLine = { type: 'fetched' }

const FROM = /^\(?from /i
const NO_DETAILS = /^from ([^ ]+) by [^ ;]+ ?;/i
const BRACKETED_IPV4 = /^\[[\d.]+\]$/
const ID = / id <?([^ <>;]{3,})/
const NAME = '[-A-Za-z0-9.^+_&:=?!@%*$\\\\/]'
const HELO_IS = new RegExp(`\\bhelo=(${NAME}+)`)
const HELO_WORD = new RegExp(`\\b(?:HELO|EHLO) (${NAME}+)`)
const BY = / by ([^ ]+)(?:[^-A-Za-z0-9;.]|$)/
const SENDER = /(?:return-path:? |envelope-(?:sender|from)[ =])([^ ]+)\b/i
const GUESSED_HELO = /^([^ ]+)[^-A-Za-z0-9.]/
const SIMTA = new RegExp(
  `^(?<helo>[^ ]+) \\((?<rdns>[^ ]+) \\[(?<ip>${IP_ADDRESS})\\]\\) BY (?<by>[^ ]+) (?:\\([^)]+\\) WITH SMTP )?` +
    'ID <?(?<id>[^ ]+?)>?(?: FOR <[^>]+>)?$',
)
const NORTON = new RegExp(`^(?<helo>[^ ]*) \\[(?<ip>${IP_ADDRESS})\\]\\) by (?<by>[^ ]+) \\(NAVGW .*?\\) with `)
const SENDMAIL_COMMAND = /^[^ ]+@localhost\) by [^ ]+ /
const JUNO_QUEUE = /^[^ @]+@[^)]+\) by [^ ]+\(jqueuemail\) id [^ ;]+/
const ANY_BRACKETED_IP = new RegExp(`\\[(${IP_ADDRESS})\\]`)

/** Reads the value of one Received header, unfolded or not. Knows nothing of what stood before or after it. */
export function readReceivedLine(value: string): ReceivedLine {
  let line = value.replace(/[ \t\n\r\f\v]+/g, ' ')
  line = withoutEndingSemicolons(line.slice(line.startsWith(' ') ? 1 : 0, line.endsWith(' ') ? -1 : undefined))
  if (!FROM.test(line)) return SKIPPED
  if (line.includes('with local for') && /\bwith local for\b/.test(line)) return SKIPPED
  const bare = NO_DETAILS.exec(line)
  if (bare && !BRACKETED_IPV4.test(bare[1] ?? '')) return SKIPPED
  line = withoutDate(line).replace(')by ', ') by ')

  const draft: Draft = {
    ip: '',
    rdns: '',
    helo: (HELO_IS.exec(line) ?? HELO_WORD.exec(line))?.[1] ?? '',
    by: BY.exec(line)?.[1] ?? '',
    id: ID.exec(line)?.[1] ?? '',
    ident: '',
    envfrom: undefined,
    auth: authenticationOf(line),
    looksUpDns: false,
  }
  let outcome: Outcome | undefined
  if (line.startsWith('from ')) {
    line = line.slice(5)
    draft.envfrom = SENDER.exec(line)?.[1]
    outcome = readFrom(line, draft)
    if (outcome === 'sender') {
      return { type: 'skipped', envfrom: draft.envfrom === undefined ? undefined : cleanSender(draft.envfrom) }
    }
  } else if (line.startsWith('FROM ')) {
    line = line.slice(5)
    outcome = readSimta(line, draft)
  } else if (line.startsWith('(from ')) {
    line = line.slice(6)
    outcome = readParenthesized(line, draft)
  }
  if (outcome === 'skip') return SKIPPED
  if (outcome === 'fetch') return FETCHED
  if (outcome === undefined) {
    if (draft.ip === '') draft.ip = ANY_BRACKETED_IP.exec(line)?.[1] ?? ''
    if (draft.ip === '' || draft.by === '' || draft.by === '0') return UNPARSEABLE
  }
  return { type: 'relay', hop: hopOf(draft) }
}

function readFrom(line: string, draft: Draft): Outcome | undefined {
  for (const system of webmailSystems) {
    const outcome = system.mark(line) ? readFormats(system.formats, line, draft) : undefined
    if (outcome) return outcome
  }
  const system = mailSystems.find((candidate) => candidate.mark(line))
  const outcome =
    (system && readFormats(system.formats, line, draft)) ??
    readFormats([numericHttp], line, draft) ??
    (isQmailLdap(line) ? undefined : readFormats(sendmailFormats, line, draft)) ??
    readFormats(generalFormats, line, draft) ??
    readFormats(uselessFormats, line, draft)
  if (outcome === undefined && (draft.helo === '' || draft.helo === '0')) {
    const guess = GUESSED_HELO.exec(line)
    if (guess) draft.helo = guess[1] ?? ''
  }
  return outcome
}

function readSimta(line: string, draft: Draft): 'relay' | undefined {
  const groups = SIMTA.exec(line)?.groups
  if (!groups) return undefined
  draft.looksUpDns = true
  draft.helo = groups['helo'] ?? ''
  draft.rdns = groups['rdns'] === 'unverified' ? '' : (groups['rdns'] ?? '')
  draft.ip = groups['ip'] ?? ''
  draft.by = groups['by'] ?? ''
  draft.id = groups['id'] ?? ''
  return 'relay'
}

function readParenthesized(line: string, draft: Draft): 'relay' | 'skip' | undefined {
  const groups = NORTON.exec(line)?.groups
  if (groups) {
    draft.helo = groups['helo'] ?? ''
    draft.ip = groups['ip'] ?? ''
    draft.by = groups['by'] ?? ''
    return 'relay'
  }
  return SENDMAIL_COMMAND.test(line) || JUNO_QUEUE.test(line) ? 'skip' : undefined
}

function withoutEndingSemicolons(line: string): string {
  let end = line.length
  while (end > 0 && line[end - 1] === ';') {
    end--
    if (end > 0 && line[end - 1] === ' ') end--
  }
  return end === line.length ? line : line.slice(0, end)
}

// What would break the text form is made visible instead: the HELO `[192.0.2.1]` reads `!192.0.2.1!` there.
const UNSAFE = /[ \t\n\r\f\v\0#[\]()<>|]/g

function clean(text: string): string {
  return text.replace(UNSAFE, '!')
}

function cleanSender(text: string): string {
  let start = 0
  let end = text.length
  while (text[start] === '<') start++
  while (end > start && text[end - 1] === '>') end--
  return clean(text.slice(start, end))
}

function hopOf(draft: Draft): Hop {
  let rdns = withoutEndingDots(draft.rdns)
  if (rdns.startsWith('[') || /^unknown$/i.test(rdns)) rdns = ''
  rdns = clean(rdns)
  const ip = plainIp(draft.ip)
  return {
    ip,
    rdns,
    helo: clean(draft.helo),
    by: clean(draft.by.endsWith(';') ? draft.by.slice(0, -1) : draft.by),
    ident: clean(draft.ident),
    envfrom: draft.envfrom === undefined ? undefined : cleanSender(draft.envfrom),
    id: draft.id,
    auth: draft.auth,
    noReverseDns: rdns === '' && draft.looksUpDns,
    rdnsNotInHeaders: rdns === '' && !draft.looksUpDns,
    ipPrivate: isPrivateIp(ip),
  }
}

function withoutEndingDots(name: string): string {
  let end = name.length
  while (end > 0 && name[end - 1] === '.') end--
  return end === name.length ? name : name.slice(0, end)
}

// Without `IPv6:`, brackets and zone (RFC 4007); an IPv4 address mapped into IPv6 as IPv4.
function plainIp(text: string): string {
  let ip = text.replace(/^ipv6:/i, '')
  if (ip.startsWith('[')) ip = ip.slice(1)
  if (ip.endsWith(']')) ip = ip.slice(0, -1)
  if (ip.includes(':')) {
    ip = ip.replace(/%[A-Za-z0-9._~-]*$/, '').replace(/^0*:0*:(?:0*:)*ffff:(\d+\.\d+\.\d+\.\d+)$/i, '$1')
  }
  return clean(ip)
}
