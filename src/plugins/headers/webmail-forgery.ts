import { IP_ADDRESS } from '../../base/ip-pattern.ts'
import { perScan, type Scan } from '../../rules/scan.ts'
import { linesHoldInOrder } from './in-order.ts'
import { literal } from './literal.ts'
import { receivedRemoved } from './received-removed.ts'

// Mail that says it is from a big webmail service but does not bear the traces that the service leaves. Received
// headers are compared with all white space made single spaces.

const HAS_IP = new RegExp(IP_ADDRESS)

/** A header as rules see it; empty when absent. */
function get(scan: Scan, spec: string): string {
  return scan.header(spec) ?? ''
}

const receivedOneSpaced = perScan((scan) => oneSpaced(get(scan, 'Received')))

function oneSpaced(text: string): string {
  return text.replace(/[ \t\n\r\f\v]+/g, ' ')
}

const MSN_PICKUP = /from mail pickup service by (p\d\d\.groups\.msn\.com)\b/

/** Mail of MSN's groups, whose headers look forged but are not. */
export const isFromMsnGroups = perScan((scan): boolean => {
  const list = /<([^ \t\n\r\f\v]+)@groups\.msn\.com>/i.exec(get(scan, 'To'))?.[1]
  const server = list === undefined ? undefined : MSN_PICKUP.exec(get(scan, 'Received'))?.[1]
  if (list === undefined || server === undefined) return false
  const id = get(scan, 'Message-Id')
  if (list === 'notifications') return new RegExp(`^<[^ \\t\\n\\r\\f\\v]+@${literal(server)}>`).test(id)
  const name = literal(list)
  return (
    new RegExp(`^<${name}-[^ \\t\\n\\r\\f\\v]+@groups\\.msn\\.com>`).test(id) &&
    new RegExp(`${name}-bounce@groups\\.msn\\.com`).test(get(scan, 'EnvelopeFrom:addr'))
  )
})

/** `forged`: a server named itself hotmail.com and was not; `missing`: From is of Hotmail, and no server was. */
export type HotmailTrace = 'fine' | 'forged' | 'missing'

const HOTMAIL_PICKUP = /from mail pickup service by hotmail\.com with Microsoft SMTPSVC;/
const WITH_ORIGINATING_IP = [
  /from (?:[^ ]*\.)?hotmail.com \([^ ]+\.hotmail(?:\.msn)?\.com[ )]/,
  new RegExp(`from [^ ]*\\.hotmail.com \\(\\[${IP_ADDRESS}\\][ ):]`),
  /from [^ ]+ by [^ ]+\.hotmail(?:\.msn)?\.com with HTTP;/,
  /from \[66\.218.[^ ]+\] by [^ ]+\.yahoo\.com/,
]
const WITH_ORIGINATOR = [
  /from [^ ]*\.outbound\.protection\.outlook\.com \([^ ]+\.outbound\.protection\.outlook\.com[ )]/,
  new RegExp(`from [^ ]*\\.(?:eur|nam)prd\\d+\\.prod\\.outlook\\.com \\(${IP_ADDRESS}\\)`),
]

/** Worked out once a scan. */
export const hotmailTrace = perScan((scan): HotmailTrace => {
  const received = receivedOneSpaced(scan)
  if (HOTMAIL_PICKUP.test(received) || isFromMsnGroups(scan) || receivedRemoved(scan)) return 'fine'
  const matches = (pattern: RegExp): boolean => pattern.test(received)
  if (HAS_IP.test(get(scan, 'X-Originating-Ip')) && WITH_ORIGINATING_IP.some(matches)) return 'fine'
  if (/hotmail\.com|msonline-outlook/.test(get(scan, 'X-OriginatorOrg')) && WITH_ORIGINATOR.some(matches)) return 'fine'
  if (/(?:from |HELO |helo=)[^ ]*hotmail\.com\b/.test(received)) return 'forged'
  return /\bhotmail\.com$/i.test(get(scan, 'From:addr')) ? 'missing' : 'fine'
})

/** From is of Eudoramail, and the headers are not. */
export function isForgedEudoramail(scan: Scan): boolean {
  if (!/\beudoramail\.com$/i.test(get(scan, 'From:addr')) || receivedRemoved(scan)) return false
  return !(/by [^ ]*whowhere.com;/.test(receivedOneSpaced(scan)) && HAS_IP.test(get(scan, 'X-Sender-Ip')))
}

const YAHOO_TRACES = [
  /by web[^ ]+\.mail[^ ]*\.yahoo\.com via HTTP/,
  /by sonic[^ ]+\.consmr\.mail[^ ]*\.yahoo\.com with HTTP/,
  /by smtp[^ ]+\.yahoo\.com with SMTP/,
  new RegExp(`from \\[${IP_ADDRESS}\\] by [^ ]+\\.(?:groups|scd|dcn)\\.yahoo\\.com with NNFMP`),
  /by \w+\.\w+\.yahoo\.com \(\d+\.\d+\.\d+\/\d+\.\d+\.\d+\)(?: with ESMTP)? id \w+/,
]
const YAHOO_BULK = /\bmailer\d+\.bulk\.scd\.yahoo\.com\b/
const YAHOO_NAME = / rdns=[^ ]+\.yahoo\.com /
const YAHOO_NAME_FIRST = /^[^\]]+ rdns=[^ ]+\.yahoo\.com /

/** From is of Yahoo, and the headers are not. */
export function isForgedYahoo(scan: Scan): boolean {
  const from = get(scan, 'From:addr')
  if (!/\byahoo\.com$/i.test(from) || receivedRemoved(scan)) return false
  const isResent = get(scan, 'Resent-From') !== '' && get(scan, 'Resent-To') !== ''
  const original = isResent ? oneSpaced(get(scan, 'X-Received')) : ''
  const received = original === '' ? receivedOneSpaced(scan) : original
  const { trustedText, untrustedText } = scan.message.relays
  if (YAHOO_NAME.test(trustedText) || YAHOO_NAME_FIRST.test(untrustedText)) return false
  if (YAHOO_TRACES.some((trace) => trace.test(received))) return false
  return !(YAHOO_BULK.test(received) && /@reply\.yahoo\.com$/i.test(from))
}

const JUNO_FROM = /from/g
const JUNO_HOST = /\b(?:juno|untd)\.com/g
const JUNO_ADDRESS = new RegExp(`[[(]${IP_ADDRESS}[\\])]`, 'g')
const JUNO_BY = /by/g

/** From is of Juno, and the headers are not. */
export function isForgedJuno(scan: Scan): boolean {
  if (!/\bjuno\.com$/i.test(get(scan, 'From:addr')) || receivedRemoved(scan)) return false
  // Without the address of the browser no other trace helps.
  if (get(scan, 'X-Originating-IP') === '') return true
  const received = get(scan, 'Received')
  if (
    !/ cookie\.(?:juno|untd)\.com /.test(received) &&
    !linesHoldInOrder(received, JUNO_FROM, JUNO_HOST, JUNO_ADDRESS, JUNO_BY)
  ) {
    return true
  }
  return !get(scan, 'X-Mailer').includes('Juno ')
}

/** Length, newline included, that Gmail's own headers have at least. */
const GMAIL_HEADER_LENGTH = 60

/** From is of Gmail, and the headers are not. */
export function isForgedGmail(scan: Scan): boolean {
  if (!/\bgmail\.com$/i.test(get(scan, 'From:addr'))) return false
  const submitted = get(scan, 'X-Received')
  if (/by 10\.[^ \t\n\r\f\v]+ with SMTP id [^ \t\n\r\f\v]+/.test(submitted)) return false
  if (/by 2002:a\d\d:\w+:[^ \t\n\r\f\v]+ with SMTP id [^ \t\n\r\f\v]+/.test(submitted)) return false
  if (/by smtp\.googlemail\.com with ESMTPSA id [^ \t\n\r\f\v]+/.test(get(scan, 'Received'))) return false
  return !['X-Gm-Message-State', 'X-Google-Smtp-Source'].every((name) => get(scan, name).length >= GMAIL_HEADER_LENGTH)
}

/** A server calls itself an AOL relay, and the header is not as AOL writes it. */
export function isForgedAolRelay(scan: Scan): boolean {
  const received = receivedOneSpaced(scan)
  if (!/ rly-[a-z][a-z]\d\d\./i.test(received)) return false
  return !/\/AOL-\d+\.\d+\.\d+\)/.test(received) && !/ESMTP id (?:RELAY|MAILRELAY|MAILIN)/.test(received)
}

const GW05 =
  /\nfrom[ \t\n\r\f\v][^ \t\n\r\f\v]+[ \t\n\r\f\v]by[ \t\n\r\f\v]([^ \t\n\r\f\v]+)[ \t\n\r\f\v]with[ \t\n\r\f\v]ESMTP;[ \t\n\r\f\v]+[^ \t\n\r\f\v]{3},[ \t\n\r\f\v]+\d+[ \t\n\r\f\v]+[^ \t\n\r\f\v]{3}[ \t\n\r\f\v]+\d{4}[ \t\n\r\f\v]+\d\d:\d\d:\d\d[ \t\n\r\f\v]+[-+]*\d{4}\n$/

/** The oldest Received names a receiver without a domain, as a certain program of spammers does. */
export function isForgedGw05(scan: Scan): boolean {
  const by = GW05.exec(get(scan, 'Received'))?.[1]
  return by !== undefined && !by.includes('.')
}
