import { IP_ADDRESS } from '../../base/ip-pattern.ts'

// RFC 3848, 4954 and 6531 name protocols for senders that have logged in; `ASMTP` is older, HTTP is webmail.
const PROTOCOL = / with ((?:ES|L|UTF8S|UTF8L)MTPS?A|ASMTP|HTTP[SU]?)(?: |;|$)/i
const GMAIL =
  / by mx\.google\.com with ESMTPS id [a-z0-9]{1,4}sm[0-9]{2,9}[a-z]{3}\.[0-9]{1,3}\.[0-9]{4}\.(?:[0-6][0-9]\.){4}[0-6][0-9]/
const TLS = /\(version=([^ ]+) cipher=([^)]+)\)/
const COURIER = /(?:\]\)|\)\]) \(AUTH: (LOGIN|PLAIN|DIGEST-MD5|CRAM-MD5) [^ ]+(?:, .*?)?\) by /
const ADDRESS_END = /\](?: \([^)]*\))?\) |\)\] /
const GMX = new RegExp(
  `from [^ ]* \\((?:HELO|EHLO) [^ ]*\\) \\[${IP_ADDRESS}\\] by (mail\\.gmx\\.(?:net|com)) \\([^)]+\\) with (E?SMTP)`,
)
const CRITICAL_PATH = / \(\d{1,2}\.\d\.\d{3}(?:\.\d{1,3})?\) \(authenticated as /g
const POSTFIX = /\) \(Authenticated sender: [^ ]+\) by [^ ]+ \(([^)]+)\) with /
const COMMUNIGATE = /CommuniGate Pro (?:HTTP|SMTP|XIMSS|IMAP)/
const VIA_HTTP = / \(via (HTTP.?)\)(?: |;|$)/i

/**
 * How the sender of this hop logged in, as far as the line tells (`from …`, single spaces, no date); empty when not.
 * Each mail system has its own way of saying so.
 */
export function authenticationOf(line: string): string {
  const by = line.includes(' by ')
  if (by) {
    const protocol = PROTOCOL.exec(line)?.[1]
    if (protocol) return protocol
    if (line.includes(' by mx.google.com with ESMTPS id ') && GMAIL.test(line)) {
      const tls = TLS.exec(line)
      if (tls) return `GMail - transport=${tls[1]} cipher=${tls[2]}`
    }
    if (line.includes(' (AUTH: ') && line.startsWith('from ')) {
      const courier = COURIER.exec(line)?.[1]
      if (courier) return courier
    }
  }
  if (line.includes('authenticated') && saysAuthenticated(line)) return 'Sendmail'
  if (line.includes(' by mail.gmx.')) {
    const gmx = GMX.exec(line)
    if (gmx) return `GMX (${gmx[2]} / ${gmx[1]})`
  }
  if (line.includes(' (authenticated as ') && isCriticalPath(line)) return 'CriticalPath'
  if (line.includes('(Authenticated sender: ')) {
    const server = POSTFIX.exec(line)?.[1]
    if (server) return server === 'Postfix' ? server : `Postfix (${server})`
  }
  if (line.includes('CommuniGate Pro ') && line.includes(' (account ') && COMMUNIGATE.test(line)) return 'Communigate'
  if (/ with Microsoft Exchange Server HTTP-DAV\b/.test(line)) return 'HTTP-DAV'
  return by ? (VIA_HTTP.exec(line)?.[1] ?? '') : ''
}

// Sendmail, MDaemon and others: `from name (rdns [address]) … (… authenticated …) … by`. Looked for piece by piece,
// each at its first place: one expression with that many gaps could take for ever.
function saysAuthenticated(line: string): boolean {
  if (!line.startsWith('from ')) return false
  const address = ADDRESS_END.exec(line.slice(5))
  if (!address) return false
  const open = line.indexOf('(', 5 + address.index + address[0].length)
  const word = open < 0 ? -1 : line.indexOf('authenticated', open + 1)
  const close = word < 0 ? -1 : line.indexOf(')', word + 'authenticated'.length)
  return close >= 0 && line.indexOf(' by', close + 1) >= 0
}

// `) by host (7.2.0.12) (authenticated as user) id …`
function isCriticalPath(line: string): boolean {
  const by = line.indexOf(') by ')
  if (by < 0) return false
  CRITICAL_PATH.lastIndex = by + ') by '.length + 1
  const version = CRITICAL_PATH.exec(line)
  return version !== null && line.indexOf(') id ', version.index + version[0].length + 1) >= 0
}
