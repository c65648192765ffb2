// In base because relays, header views, URIs and plugins all look for addresses in text.
// Sources rather than RegExps: they are embedded in larger expressions. Case is spelled out, so they need no `i`,
// which would spread to the expression around them.

const OCTET = '(?:1\\d\\d|2[0-4]\\d|25[0-5]|[1-9]\\d|\\d)'
const DOTTED = `${OCTET}\\.${OCTET}\\.${OCTET}\\.${OCTET}`
const IPV6_PREFIX = '(?:[Ii][Pp][Vv]6:|(?<![A-Fa-f0-9:]))'
const IPV6_END = '(?![A-Fa-f0-9:])'

// Every place where `::` may stand for left out groups, `head` groups before it, the longest first alternatives in
// SpamAssassin's order: where a text could be read in two ways the first wins.
function ipv6Forms(group: string): string[] {
  const forms = [`(?:${group}:){7}${group}`, `:(?::${group}){1,7}`, `(?:${group}:){1,7}:`]
  for (let head = 1; head <= 6; head++) forms.push(`(?:${group}:){${head}}(?::${group}){1,${7 - head}}`)
  return [...forms, '::']
}

function dottedTailForms(group: string): string[] {
  const forms = [`(?:${group}:){6}`, `::(?:${group}:){0,5}`, `(?:${group}:){1,5}:`]
  for (let head = 1; head <= 4; head++) forms.push(`(?:${group}:){${head}}:(?:${group}:){1,${5 - head}}`)
  return forms
}

const HEX = '[A-Fa-f0-9]{1,4}'

/** A dotted IPv4 address between word boundaries. */
export const IPV4_ADDRESS = `\\b${DOTTED}\\b`

/** An IPv4 or IPv6 address in text; IPv6 also with the prefix `IPv6:`, and with a dotted tail. */
export const IP_ADDRESS =
  `(?:\\b(?<!:)${DOTTED}\\b|` +
  `${IPV6_PREFIX}(?:(?:${dottedTailForms(HEX).join('|')})${DOTTED}|${ipv6Forms(HEX).join('|')})${IPV6_END})`

const ZERO = '0{1,4}'
const ONE = '0{0,3}1'
const FFFF = '[Ff]{4}:'

const LOOPBACK_FORMS = [
  `(?:${ZERO}:){7}${ONE}`,
  `:(?::${ZERO}){0,6}:${ONE}`,
  ...[1, 2, 3, 4, 5].map((head) => `(?:${ZERO}:){${head}}(?::${ZERO}){0,${6 - head}}:${ONE}`),
  `(?:${ZERO}:){6}:${ONE}`,
]
const MAPPED_FORMS = [
  `(?:${ZERO}:){5}`,
  `::(?:${ZERO}:){0,4}`,
  `(?:${ZERO}:){1,4}:`,
  `${ZERO}::(?:${ZERO}:){1,3}`,
  `(?:${ZERO}:){2}:0{1,2}:`,
  `(?:${ZERO}:){3}:0:`,
]

/** The ways in which mail servers write down that the other side is the machine itself. */
export const LOCALHOST =
  '(?:[Ll][Oo][Cc][Aa][Ll][Hh][Oo][Ss][Tt](?:\\.[Ll][Oo][Cc][Aa][Ll][Dd][Oo][Mm][Aa][Ii][Nn])?|' +
  '\\b(?<!:)127\\.0\\.0\\.1\\b|' +
  `${IPV6_PREFIX}(?:(?:${MAPPED_FORMS.join('|')})${FFFF}127\\.0\\.0\\.1|${LOOPBACK_FORMS.join('|')})${IPV6_END})`

const PRIVATE_IPV4 = /^(?:10|127|169\.254|172\.(?:1[6-9]|2\d|3[01])|192\.168|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./
const PRIVATE_IPV6 = new RegExp(
  `^(?:[Ii][Pp][Vv]6:)?(?:(?:${MAPPED_FORMS.join('|')})${FFFF}` +
    `(?:10|127|169\\.254|172\\.(?:1[6-9]|2\\d|3[01])|192\\.168|100\\.(?:6[4-9]|[7-9]\\d|1[01]\\d|12[0-7]))\\..*|` +
    `[Ff][Ee][89ABab][0-9A-Fa-f]:.*|${LOOPBACK_FORMS.join('|')})${IPV6_END}`,
)

/** Whether an address is not on the public internet: private use, loopback, link-local, carrier-grade NAT. */
export function isPrivateIp(ip: string): boolean {
  return ip.includes(':') ? PRIVATE_IPV6.test(ip) : PRIVATE_IPV4.test(ip)
}
