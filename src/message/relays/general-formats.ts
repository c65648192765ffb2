import { LOCALHOST } from '../../base/ip-pattern.ts'
import {
  ANY_IP,
  type Draft,
  EXACT_IP,
  type Format,
  type Groups,
  IP,
  pattern,
  readHeloAndIdent,
  relay,
  skip,
  W,
  W0,
} from './format.ts'

// Order matters: many lines fit several of these, and the first decides.

/** Sendmail and what writes like it. Not for qmail-ldap, whose lines look alike but mean something else. */
export const sendmailFormats: readonly Format[] = [
  relay('Sendmail', pattern`^(?<helo>${W}) \((?<rdns>${W}) \[${IP}\].*\) by (?<by>${W}) \(`, {
    looksUpDns: true,
    refine: splitIdent,
  }),
]

/** True for lines of qmail-ldap. */
export function isQmailLdap(line: string): boolean {
  return line.includes('(qmail-') && / by [^ ]+ \(qmail-[^ ]+\) with /.test(line)
}

/** A web server that hands over mail with the address of the browser in place of a name. */
export const numericHttp: Format = relay('HTTP with numeric HELO', pattern`^${IP} \(\[${ANY_IP}\]\) by (?<by>${W})`, {
  needs: 'with HTTP',
  when: (match) => /\bwith HTTP\b/.test(match.input),
})

/** What is tried on all lines, in this order. */
export const generalFormats: readonly Format[] = [
  relay('Exchange IMS', pattern`^(?<helo>${W}) \((?<rdns>${W}) \[${IP}\]\) by (?<by>${W}) with ${W} \(`, {
    looksUpDns: true,
  }),
  relay('address with helo=', pattern`^(?<rdns>${W}) \(\[${IP}\] helo=(?<helo>${W})\) by (?<by>${W}) with `),
  relay('AT&T, unknown', pattern`^(?<helo>${W}) \(<unknown${W0}>\[${IP}\]\) by (?<by>${W}) `),
  relay('AT&T', pattern`^(?<helo>${W}) \((?<rdns>${W})\[${IP}\]\) by (?<by>${W}) `, {
    looksUpDns: true,
    when: nameHasInnerDot,
  }),
  relay('Sendmail, ident without name', pattern`^(?<helo>${W}) \((?<ident>${W0})@\[${IP}\].*\) by (?<by>${W}) \(`, {
    looksUpDns: true,
  }),
  relay('Hotmail', /by (?<by>[^ ]+\.hotmail\.msn\.com) /, { needs: '.hotmail.msn.com ', refine: readLeadingIp }),
  relay(
    'qpsmtpd',
    pattern`^(?<rdns>${W}) \((?:HELO|EHLO) (?<helo>${W0})\) \(${IP}\) by (?<by>${W}) \(qpsmtpd/${W}\) with E?SMTP`,
  ),
  relay('Zimbra LMTP', pattern`^(?<rdns>${W}) \(LHLO (?<helo>${W0})\) \(${IP}\) by (?<by>${W}) with LMTP`),
  relay('GMX', pattern`^(?<rdns>${W}) \((?:HELO|EHLO) (?<helo>${W0})\) \[${IP}\] by (?<by>${W}) \([^)]+\) with E?SMTP`),
  relay('smtpd proxy', pattern`^(?<helo>${W}) \(\[${IP}\]\) by (?<by>${W}) via smtpd \(for ${W}\) with SMTP\(`),
  relay(
    'qmail',
    pattern`^${W}(?: \((?:HELO|EHLO) ${W0}\))? \((?:${W}@)?\[?${IP}\]?\)(?: \(envelope-sender <${W}>\))? by ${W}`,
    {
      when: namesQmailProtocol,
      refine: readQmail,
    },
  ),
  relay('Yahoo HTTP', pattern`^\[${IP}\] by (?<by>${W}) via HTTP$`),
  relay('address with space', pattern`^${W} \( \[${IP}\]\).*? by (?<by>${W}) `),
  relay('all in parentheses', pattern`^\((?<helo>${W}) \[${IP}\]\) by (?<by>${W}) `),
  relay('bracketed address', pattern`^\[${IP}\] by (?<by>${W}) `),
  relay('address in parentheses', pattern`^\(\[?${IP}\]?\) by (?<by>${W}) `),
  relay('MDaemon', pattern`^(?<helo>${W}) \[${IP}\] by (?<by>${W}) \[${ANY_IP}\] with `, { looksUpDns: true }),
  relay('MDaemon, own address', pattern`^(?<helo>${W}) \[\(${IP}\)\] by (?<by>${W}) \(${ANY_IP}\) `),
  relay('Sendmail without name', pattern`^(?<helo>${W}) \(\[${IP}\]\) by (?<by>${W}) \(`, { looksUpDns: true }),
  relay('Sendmail or Courier', pattern`^(?<helo>${W}) \((?<rdns0>${W}) \[${IP}\]\).*? by (?<by>${W})\b`, {
    refine: readCourier,
  }),
  relay('address with port', pattern`^(?<helo>${W}) \(\[${EXACT_IP}(?:[.:]\d+)?\]\).*? by (?<by>${W}) `, {
    looksUpDns: true,
  }),
  relay(
    'Sendmail, logged in',
    pattern`^(?<helo>${W}) \((?<rdns>${W}) \[${IP}\]\)(?: \(authenticated bits=\d+\))? by (?<by>${W}) \(`,
    { looksUpDns: true },
  ),
  { ...skip('mailbox fetcher', /with (?:POP3|IMAP)/), outcome: 'fetch' },
  relay(
    'qmail-like with HELO',
    pattern`^(?<rdns>${W}) \((?:HELO|EHLO) (?<helo>[^)]*)\) \((?<at>${W0}@)?\[?${IP}\]?\).* by (?<by>${W}) `,
    {
      looksUpDns: true,
      refine: (draft, groups) => {
        draft.ident = withoutAt(groups['at'])
      },
    },
  ),
  relay('qmail-like', pattern`^(?<rdns>${W}) \((?<at>${W0}@)?\[?${IP}\]?\).* by (?<by>${W}) `, {
    looksUpDns: true,
    refine: (draft, groups) => {
      draft.helo = draft.rdns
      draft.ident = withoutAt(groups['at'])
    },
  }),
  relay('Outblaze', pattern`^\[${IP}\] by (?<by>${W}) with http for `),
  relay('smap', pattern`^(?<rdns>${W})\(${IP}\) by (?<by>${W}) via smap `, { needs: ' via smap ', looksUpDns: true }),
  relay('smap with HELO', pattern`^(?<rdns>${W})\(${IP}, (?:HELO|EHLO) (?<helo>${W0})\) by (?<by>${W}) via smap `, {
    needs: ' via smap ',
    looksUpDns: true,
  }),
  relay('Post.Office', pattern`^\[${IP}\] by (?<by>${W}) \(Post`),
  relay('ArGoSoft', pattern`^\[${IP}\] by (?<by>${W}) \(ArGoSoft`),
  relay('InterScan', pattern`^${IP} by (?<by>${W}) \((?:SMTPL|InterScan)\b`),
  skip('batched SMTP', pattern`^${W} by ${W} with BSMTP`),
  relay('name and address', pattern`^(?<helo>${W}) \((?<rdns>${W}) \[${IP}\]\) by (?<by>${W}) with `, {
    looksUpDns: true,
  }),
  relay(
    'Yahoo login',
    pattern`^(?<rdns>${W}) \((?:HELO|EHLO) (?<helo>${W0})\) \((?:(?<ident>${W})@)?${EXACT_IP}.*?\) by (?<by>${W}) with `,
    { looksUpDns: true },
  ),
  relay('CommuniGate', pattern`^\[${IP}\] \((?:account ${W} )?(?:HELO|EHLO) (?<helo>${W0})\) by (?<by>${W}) \(`),
  relay('CommuniGate, verified', pattern`^(?<rdns>${W}) \(\[${IP}\] verified\) by (?<by>${W}) \(`, {
    needs: ' (CommuniGate Pro',
    looksUpDns: true,
    refine: (draft) => {
      draft.helo = draft.rdns
    },
  }),
  relay('bare bracketed address', pattern`^\(\[${IP}\]\) by (?<by>${W}) with `),
  relay('IronPort', pattern`^(?<helo>[^\d]${W}) \(${IP}\) by (?<by>${W}) `),
  skip('Content Technologies', pattern`^${W} \(${W}\) by ${W} \(Content Technologies `),
  relay('address twice', pattern`^(?<helo>${W}) \(\[${IP}\] \[${W}\]\) by (?<by>${W}) with `),
  relay('Tumbleweed', pattern`^${IP} by (?<by>${W}) with `),
  relay('AT&T, any name', pattern`^(?<helo>${W}) \((?<rdns>${W})\[${IP}\]\) by (?<by>${W}) `, { looksUpDns: true }),
  relay('F-Secure', pattern`^\[${IP}\]${W} \((?:HELO|EHLO) (?<helo>${W0})\) by (?<by>${W}) `),
  relay('AltaVista', pattern`^${IP} \((?:HELO|EHLO) (?<helo>${W0})\) by (?<by>${W}) `),
  relay('SMTPD32', pattern`^(?<helo>${W}) \[${IP}\] by (?<by>${W}) `),
  relay('csmap', pattern`^(?<rdns>${W})\(${IP}\) by (?<by>${W}) `),
  relay('MailGate', pattern`^\[${IP}\] by (?<by>${W}) \(MailGate `),
  relay('unverified', pattern`^(?<helo>${W}) \(unverified \[${IP}\]\) by (?<by>${W}) `),
  relay('address with remark', pattern`^${IP} \([A-Za-z][^)]+\) by (?<by>${W}) with `),
  relay('bracketed address with remark', pattern`^\[${IP}\] \((?<sub>[^)]+)\) by (?<by>${W}) `, {
    refine: (draft, groups) => {
      readHeloAndIdent(groups['sub'] ?? '', draft)
    },
  }),
  relay('name with address', pattern`^(?<rdns>${W}) \((?:${W}@)?${IP}\) by (?<by>${W}) with `),
  relay(
    'Obtuse smtpd',
    pattern`^(?<rdns>${W})\(${IP}\)(?:, claiming to be "(?<claim>${W})")? via ${W} by (?<by>${W}),`,
    {
      refine: (draft, groups) => {
        draft.helo = groups['claim'] ?? ''
        if (draft.rdns !== 'UNKNOWN') draft.looksUpDns = true
      },
    },
  ),
  relay('Yahoo SMTP login', pattern`^(?<helo>${W}) \(${W}@${IP} with login\) by (?<by>${W}\.yahoo\.com) with SMTP`),
  relay('originating address header', pattern`^X-Originating-IP: ${IP}$`, {
    refine: (draft) => {
      draft.by = ''
    },
  }),
]

/** Lines that are no handover between hosts, or tell too little of it. To skip them is not to fail on them. */
export const uselessFormats: readonly Format[] = [
  skip('local user', pattern`^${W} \([^ @]+@${LOCALHOST}\) by ${W} \(`),
  skip('Exim local SMTP', pattern`^${W} ${W} by ${W} with local-e?smtp `),
  skip('AVG', pattern`^127\.0\.0\.1 \(AVG SMTP ${W} \[${W}\]\)`),
  skip('qmail-scanner list', pattern`^(?=${W}@[^ ])${W} by ${W} by uid ${W} `),
  skip('sender in place of host', pattern`^(?=${W}@[^ ])${W} by ${W} `),
  skip('MailCity', /^Unknown\/Local \(/),
  skip('localhost', pattern`^${LOCALHOST} \((?:${W}@)?${LOCALHOST}[)[]`),
  skip('from localhost', pattern`^${W} \((?:${W}@)?${LOCALHOST}\) `),
  skip('user at localhost address', pattern`^${W} \((?=${W}@[^ ])${W} \[${LOCALHOST}\]\) `),
  skip('Courier login', pattern`^\(AUTH: ${W}\) by ${W} with `),
  skip('Unix socket', /^localhost \(localhost \[\[UNIX: localhost\]\]\) by /),
  skip('Amazon', pattern`^${W}\.amazon\.com by ${W}\.amazon\.com with ESMTP \(peer crosscheck: `),
  skip('GroupWise', pattern`^[^.]+ by ${W} with Novell_GroupWise`),
  skip('Raptor', pattern`^no\.name\.available by ${W} via smtpd \(for `),
  { ...skip('qmail-scanner', pattern`^${W} by ${W} \(.{0,100}\) with qmail-scanner`), outcome: 'sender' },
  skip('local', pattern`^${W} by ${W} with local`),
  skip('Cyrus socket', pattern`^${W} \(\[unix socket\]\) by ${W} \(Cyrus v[0-9]*?\.[0-9]*?\.[0-9]*?\) with LMTPA`),
  skip('no address', pattern`^${W} by ${W} (?:with|via|for|\()`),
  skip('no address, by last', pattern`^${W} (?:(?:with|via|for) ${W}|\(unverified\)) by\b`),
  skip('SendGrid', pattern`^${W} \(unknown\) by ${W} \(SG\) with \b`),
  skip('OpenSMTPD local', pattern`^${W} \(${W} \[local\]\) by ${W} \(OpenSMTPD\) with \b`),
  skip('LSMTP', /\(LSMTP for/),
  skip('MailEnable', pattern`^\(\[${LOCALHOST}\]\) with MailEnable `),
  skip('Facebook', pattern`^facebook\.com \([^)]+\) by facebook\.com with Thrift id ${W}$`),
  skip('Gmail API', pattern`^${W} named ${W} by gmailapi\.google\.com with HTTPREST$`),
  skip('id only', pattern`^${W} id ${W}$`),
  skip('Jetsend', /^\[<.*? \(Jetsend/),
]

function splitIdent(draft: Draft): undefined {
  const marked = /^IDENT:([^@]*)@/.exec(draft.rdns)
  if (marked) {
    draft.ident = marked[1] ?? ''
    draft.rdns = draft.rdns.slice(marked[0].length)
  }
  const plain = /^([^@]*)@/.exec(draft.rdns)
  if (plain) {
    draft.ident = plain[1] ?? ''
    draft.rdns = draft.rdns.slice(plain[0].length)
  }
}

function nameHasInnerDot(match: RegExpExecArray): boolean {
  const rdns = match.groups?.['rdns'] ?? ''
  return rdns.lastIndexOf('.', rdns.length - 2) >= 1
}

const LEADING_IP = pattern`^(${ANY_IP}) `

function readLeadingIp(draft: Draft, _groups: Groups, line: string): undefined {
  const address = LEADING_IP.exec(line)
  if (address) draft.ip = address[1] ?? ''
}

function readCourier(draft: Draft, groups: Groups): undefined {
  // couriertcpd writes this word when the look-up failed for now: nothing is known of the name.
  draft.looksUpDns = groups['rdns0'] !== 'softdnserr'
  if (draft.looksUpDns) draft.rdns = groups['rdns0'] ?? ''
}

function withoutAt(text: string | undefined): string {
  return text?.replace(/@$/, '') ?? ''
}

const SENDER = `(?: \\(envelope-sender <${W}>\\))?`
const QMAIL_READINGS = [
  pattern`^(?<rdns>${W}) \((?:HELO|EHLO) (?<helo>[^ ()]*)\) \((?<ident>${W0})@\[?${IP}\]?\)${SENDER} by (?<by>${W})`,
  pattern`^(?<rdns>${W}) \((?:HELO|EHLO) (?<helo>[^ ()]*)\) \(\[?${IP}\]?\)${SENDER} by (?<by>${W})`,
  pattern`^(?<rdns>${W}) \((?<ident>${W0})@\[?${IP}\]?\)${SENDER} by (?<by>${W})`,
  pattern`^(?<rdns>${W}) \(\[?${IP}\]?\)${SENDER} by (?<by>${W})`,
]
const QMAIL_PROTOCOL = /(?:^| )(?:SMTP|QMQP)(?! id )/

// qmail is told from Sendmail by its protocol word, which no ` id ` follows: `by host (…) with RC4-SHA encrypted SMTP`.
function namesQmailProtocol(match: RegExpExecArray): boolean {
  const line = match.input
  const afterBy = match.index + match[0].length
  let withAt = line.startsWith(' with ', afterBy) ? afterBy : -1
  if (withAt < 0 && line.startsWith(' (', afterBy)) withAt = line.indexOf(') with ', afterBy + 3) + 1 || -1
  return withAt >= 0 && QMAIL_PROTOCOL.test(line.slice(withAt + ' with '.length))
}

// qmail leaves the HELO out when it is the name, and knows names only when tcpserver told it.
function readQmail(draft: Draft, _groups: Groups, line: string): undefined {
  for (const reading of QMAIL_READINGS) {
    const groups = reading.exec(line)?.groups
    if (!groups) continue
    draft.rdns = groups['rdns'] ?? ''
    draft.helo = groups['helo'] ?? draft.rdns
    if (groups['ident'] !== undefined) draft.ident = groups['ident']
    draft.ip = groups['ip'] ?? ''
    draft.by = groups['by'] ?? ''
    break
  }
  if (draft.rdns === 'unknown') draft.rdns = ''
  else draft.looksUpDns = true
}
